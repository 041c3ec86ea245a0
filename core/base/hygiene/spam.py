"""Injected advertising: betting, porn, quack medicine, usury, forbidden trade, and calls to add somebody's account.

Three strengths. A *name or offer* that no office ever writes is a find wherever it stands. A *topic* that an office
may well write about (打击网络赌博) is one only where its sentence doesn't speak against it. *Weak* words of the trade
count when several different ones stand together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .model import Hit
from .source import Source

#: a sentence that warns of something doesn't advertise it
_AGAINST = re.compile(
    r"打击|严禁|禁止|整治|查处|防范|防骗|警惕|骗|反诈|违法|违规|非法|犯罪|扫黄|扫黑|取缔|远离|举报|谨防|不得|拒绝|抵制|危害|受害|案件|涉案|嫌疑|处罚|涉赌|涉黄|涉黑|虚假|噱头|不法|陷阱|套路|上当|切勿|不要|不轻信|勿信|惩治|曝光|戒除|劝阻|假冒"
)
#: words of a venue that is inspected, not advertised
_VENUES = re.compile(r"KTV|ktv|网吧|歌舞|酒吧|场所|消防|检查|棋牌室|足浴")
#: a case that is reported, a fraud that is warned of; and what such a report names
_CASE = re.compile(r"赌博|诈骗|骗局|骗术|反诈|涉案|案件|涉赌")
_GAME = re.compile(r"时时彩|分分彩|幸运飞艇|幸运28|北京赛车|pk10|六合彩|特码|滚球|外围投注|一肖一码")
_LURE, _LURE_END = re.compile("[“「‘][^“”「」‘’]{0,12}$"), re.compile("[^“”「」‘’]{0,12}[”」’]")
_LOTTERY_OFFICE = re.compile(
    r"体育彩票|福利彩票|体彩|福彩|彩票公益金|公益金|彩票管理|彩票发行|彩票销售|彩票机构"
)

_FIRMS = (
    r"(?:澳门|澳门新|新|老|澳)?葡京(?!广场|路)(?:娱乐(?:城|场)?|赌场|国际|体育|集团|官网|网|在线|注册|平台)*"
    r"|澳门(?:赌场|赌城?|金沙|威尼斯人|威尼斯|银河|永利|美高梅|皇冠|太阳城|巴黎人|新濠|六合|彩|正版|资料|开奖|码)(?:娱乐(?:城|场)?|国际|官网|网址|网|app|平台|赌场|皇宫|资料)*"
    r"|新濠(?:天地|影汇|国际|娱乐)|威尼斯人(?:娱乐(?:城|场)?|官网|网址|app|平台|国际|赌场){1,5}"
    r"|太阳城(?:集团|娱乐(?:城)?|申博|亚洲|官网|网上|国际|菲律宾)+|申博(?:太阳城|娱乐|官网|sunbet|138|亚洲|国际)"
    r"|(?:金沙|永利|银河|皇马|帝豪|凯发|乐天堂|大发|明升|伟德|韦德|沙巴|必发|博彩通|博天堂|云顶|千亿|优发|腾博会|乐虎|龙虎|鸿运|新宝|金冠|摩登|恒达|沐鸣|杏彩|杏鑫|天辰|无极|拉菲|傲世皇朝|华宇|盛大|亿博|利来|利博|同乐城|金宝博|宝马会|必赢|速博|齐发|新利|至尊|尊龙|环亚|亚游|ag亚游|乐橙|鼎盛|通博|优德|伟易博|巴黎人|欢乐谷)"
    r"(?:娱乐(?!中心|场所|设施|活动|节目|圈|业|新闻|休闲|性|化|项目|有限|文化)|体育(?:官网|app|平台|网|在线|投注)|国际(?:娱乐|网|平台|app|官网)|棋牌|真人|电竞|彩票|投注|现金网|赌场|app|集团官网|官网|时时彩|888|k8|d88|pt|mg|皇宫|凯时|人生就是博){1,5}"
    r"|(?:亚博|必威|乐鱼|华体会|(?<!热)(?<!喜)爱游戏|开云|米兰|江南|九游会?|万博|天博|雷火|竞博|星空|半岛|欧宝|贝博|爱博|凯发|皇冠|金年会|泛亚|完美|bob|ob|ng|mk|kok|hth|jbo|md|xk|米乐|云开|安博|九州|三亿|亿万|爱体育)"
    r"(?:体育(?!中心|场|馆|公园|局|学|用品|产业|事业|文化|赛|总会|协会|小镇|路|街|器材|健身|大会|部|俱乐部|运动|职业|中学|小学|彩票管|广场|协|设施|总局|教育|休闲|频道|生活)|电竞(?:官网|app|平台|网|下载|投注)?|娱乐(?:官网|app|城|平台|网|场)|官网|国际娱乐|真人|投注|app|vip|yabo|sports|bet){1,5}"
    r"|(?:开元|乐游|天天|博乐|大富豪|幸运|万利|新宝)棋牌(?!室|社|协会|馆|赛)(?:[a-z]{0,3}\d{2,5}|官网|app|下载|平台|网址)?"
    r"|金年会|九游会|华体会|博狗|金宝博|傲世皇朝|尊龙凯时|人生就是博|彩神争霸|彩神(?:app|官网|大发|8|iv|vi)|必赢亚洲|万豪国际娱乐"
    r"|亚博(?![会馆城览物])|必威(?![胁力慑])|(?<![快欢音娱安])乐鱼(?![水塘])"
    r"|江南体育(?:官网|app|下载|平台|网址|登录|注册|投注)"
    r"|(?<![a-z0-9])(?:bet\d{2,4}|bet365\w{0,6}|\d{1,3}bet|betway|bwin|betvictor|188bet|w88|m88|hg\d{4}|xpj\d{0,6}|js\d{3,5}(?=官网|娱乐|网)|ag真人|pt电子|mg电子|yabo\d{0,4}|kaiyun|leyu|sunbet|vns\d{3,6}|k8凯发|ky(?:体育|棋牌|官网))(?![a-z])"
    r"|(?<![a-z0-9])[a-z]{1,6}\d{2,6}[a-z]{0,4}(?:娱乐(?!中心|节目)|棋牌|彩票|捕鱼|真人|体育(?:官网|app|投注|平台)|官网|备用网|赌|手机版|登录入口)"
    r"|(?<!\d)(?:8{2,6}|6{2,5}|9{2,5}|\d{3,5})(?:娱乐(?:城|平台|网|官网)|棋牌(?:官网|平台|下载)|彩票(?:网|平台|官网|app))"
)
_OFFERS = (
    r"注册(?:就|即|可)?送(?:彩金|\d{1,6}|现金|体验金|礼金|豪礼)|首(?:存|充)(?:即|就)?(?:送|优惠|\d|返|百分)|(?:存款?|充值)\d{0,6}送\d{1,6}|送彩金|彩金(?:\d|大|派|领|等|元|送|免费)|(?:天天|高额|每日|最高|实时|日日)返水|返水\d|体验金\d*元?"
    r"|稳赚不(?:赔|亏)|包赢|必中|(?:平特|特码|一肖|三肖|六肖|单双|精准){1,4}(?:[一二三四五六七八九]?[肖码]|资料|开奖|中特)|一肖一码|六合(?:宝典|神算|心水|特码)|香港挂牌|六合彩(?:开奖|资料|图库|特码|网|论坛|公式)|香港(?:马会|六合)|白小姐|管家婆一码|曾道人|天下彩|特码|私彩平台"
    r"|(?:一分|三分|五分|极速|大发|腾讯|河内|澳洲|江苏|吉林|安徽|湖北|广西|北京)(?:快3|快三|赛车|飞艇|时时彩|分分彩|pk10|11选5)|时时彩|时时采|分分彩|幸运飞艇|幸运28|pc蛋蛋|加拿大28|北京赛车|快[3三](?:投注|彩|开奖|走势|计划|平台|官网|预测)|pk10|牛牛(?:棋牌|娱乐|赌)|炸金花(?:游戏|平台|下载|官网|棋牌|赢)|德州扑克(?:平台|下载|app)|真人(?:荷官|娱乐|百家乐|视讯|发牌|棋牌)|百家乐(?:技巧|平台|官网|在线|网|真人|游戏|必胜|打法)|老虎机(?:平台|游戏|网|官网|技巧|送)|电子游艺|捕鱼(?:达人|王|平台|游戏|赢|下载|官网)(?!队)|外围(?:投注|足球|盘口|女)|足球(?:外围|盘口|赔率|投注|竞猜网)|欧洲杯(?:投注|买球|竞猜网)|世界杯(?:买球|投注|盘口)|买球(?:网|平台|app|官网|软件|哪)|滚球|下注(?:网|平台)|体育(?:投注|博彩)(?:平台|网|官网|app)|(?:网上|线上|在线|正规|信誉|网络)(?:赌场|博彩|百家乐|棋牌|买球|投注|彩票平台|娱乐城)(?:平台|网站|网|官网|公司|排名|哪)|(?:博彩|赌博|棋牌|彩票|投注|赌球)(?:网站?|平台|公司|app|官网|论坛|导航)(?:排名|大全|推荐|哪个好|注册|登录|下载|开户|代理|送|入口|网址)|现金网|真钱(?:游戏|棋牌|麻将|斗地主|捕鱼)?|备用网址|最新网址|永久网址|防走失|信誉(?:平台|盘口|最好)|代理加盟送|上下分|包网|电子棋牌"
)
_BETTING_TOPIC = r"博彩(?!业)|赌场|赌博网|网上赌|赌球|百家乐|老虎机|六合彩|葡京|(?:体育|彩票|足球|棋牌|在线|网上)投注|投注(?:网|平台)|棋牌(?:游戏|平台|娱乐|官网)|彩票(?:网站?|平台|计划|预测|app)|开奖(?:直播|预测)|下注|私彩|买球|真人视讯|(?:网络|线上|在线)赌|娱乐城|万人在线|彩金"
_ADULT = r"国产(?:精品(?:视频|久久|自拍|一区|在线|av|无码)|自拍|偷拍|乱|av|亚洲|在线视频)|(?:日韩|欧美|亚洲|日本|国产)(?:无码|有码|av|精品视频|一区|人妻|成人|色图|情色|免费视频|毛片)|(?:高清|在线|免费|中文字幕|人妻|熟女){1,4}(?:无码|av|a片|毛片|黄片|三级片)|无码(?:高清|视频|专区|在线|av|影片|电影|人妻|免费|中文)|(?<![a-z])av(?:在线|视频|女优|片|天堂|网|电影|免费|大片)|黄片|毛片|a片(?=$|在线|免费|下载|网|视频)|三级(?:电影|片(?![区长组网管]))|成人(?:视频|电影|网站|小说|影院|影片|动漫|直播|色|性|片|av|论坛|在线)|一级(?:毛片|黄片|a片)|色(?:情(?:视频|电影|直播|图片|小说)|情网站|图网|综合网?|播网|戒在线)|激情(?:视频|小说|裸|聊天室|成人|床戏|激吻)|裸聊(?:直播|平台|app|室|视频|加|qq|微信|美女|网)|约炮|援交|(?:菠萝|丝瓜|草莓|茄子|香蕉|芭乐|秋葵|榴莲|蜜桃|小蝌蚪|猫咪)(?:视频|app)(?:app|下载|污|免费|在线|安装|官网)*|(?:成人|国产|亚洲|欧美|日韩|韩日|精品|久久|一区|二区|在线|中文字幕|激情|视频|av|a[ⅴv]|乱码|人妻|_){4,30}|(?:同城|附近|陌生人?|单身|寂寞)(?:交友|约会|聊天|美女)+(?:约会|软件|app|平台|群|网)?|一夜情|撸啊|打飞机网|全套(?:服务|按摩|莞式|\d{1,6})|莞式|包夜|楼凤|外围女|空姐(?:上门|陪|兼职)|学生妹|(?:美女|小姐|少妇|学妹|嫩模|同城|附近|外围|小妹|妹妹|妹子|嫩妹)(?:上门|陪(?:聊|睡|玩|夜)|包夜|约(?:炮|会软件|啪)?(?=$|[,，。、加+qvw微])|服务全|特殊服务|大保健|喝茶|品茶)|上门(?:美女|小姐|服务小姐|按摩小姐|学生)|特殊(?:服务|按摩)(?:全套|电话|加|小姐|\d)|(?:新茶|品茶|喝茶|外送茶)(?:嫩|微信|工作室|海选|上课|资源|群|vx|外卖|自带)|外送茶|偷拍自拍|偷拍(?:视频|网|走光)|走光|露点|性爱(?:视频|图|片|电影|技巧)|做爱|啪啪(?:啪|视频|直播)|乱伦|裸(?:体(?:写真|视频|直播)|照(?:视频|网|曝光))|女优|情色(?:网|小说|电影|片|论坛)?|招嫖|色诱|人妻(?:在线|中文|少妇|熟女)|熟女|巨乳|黑丝(?:美女|诱惑|袜)|制服诱惑|抖阴|草榴|91(?:porn|视频|自拍|在线|短视频)|pornhub|porn(?:o|hub|tube)?(?![a-z])|xvideos|麻豆(?:传媒|视频|av)"
_ADULT_TOPIC = r"色情(?!业)|裸聊|淫秽|卖淫|嫖娼|黄色(?:网站|小说|电影|视频|录像)|性服务|约会软件"
_MEDICAL = r"包治百病|祖传秘方|老中医秘方|一针见效|无效退(?:款|全款)|(?:彻底|快速|\d{1,6}天|永不复发|轻松)根治|根治(?:糖尿病|高血压|癌|肿瘤|牛皮癣|白癜风|鼻炎|癫痫|前列腺|乙肝|阳痿)|壮阳(?:药|延时|产品|补肾)?|丰胸(?:产品|药|霜|胶囊)|伟哥|(?:延时|印度|迷情)(?:喷剂|神油|药|粉)|神油|增大增(?:粗|长)|阴茎增|(?:早泄|阳痿|不举)(?:怎么|吃什么|治疗|药|医院|的)|(?:白癜风|癫痫病?|牛皮癣|男科|妇科|性病|不孕不育|整形|祛斑|植发|肝病|皮肤病|痔疮)(?:专科)?(?:医院|门诊|诊所)?(?:哪家|哪里|那家|排名|排行|怎么样|多少钱|最好|价格表)|无痛人流(?:价格|多少|医院|哪|费用)?|(?:人流|打胎)(?:药|多少钱|医院哪)|打胎药|(?:减肥|瘦身|丰胸|祛斑|祛痘|排毒)(?:胶囊|神器|神药|产品加|茶加|秘方)|(?:\d{1,6}天|一周|月)(?:瘦|减|暴瘦)\d{1,6}斤|代孕(?:公司|价格|机构|费用|网|多少|包|哪|妈妈|套餐|服务|中介)?|包(?:生男|性别)|供卵|卖(?:肾|血)(?:联系|价|网)|收肾|催情|迷(?:药|魂药|情水|幻药)|听话水|三唑仑|乖乖水|春药"
_LOAN = r"(?:贷款|放款|下款|借款|借钱|网贷|小贷|信用贷)(?:秒(?:批|到|下|放)|包过|包下|当(?:天|日)(?:到账|放款|下)|无视|不看|不查|(?:1|一|3|三|5|五|10|十)分钟|口子|平台推荐|加(?:微|q|v|我)|联系|咨询电话|热线|找我|黑户)|(?:秒(?:批|到账|放款|下款|审批)|极速(?:放款|下款|到账)|当(?:天|日)(?:放款|下款|拿钱)|最快\d{1,6}分钟(?:到账|放款))|(?:无视|不看|不查|免)(?:征信|黑白|逾期|黑户)|黑(?:户|白户)(?:可|也|贷|能|必|下款|秒)|征信(?:修复|洗白|不好|花了|黑)(?:可|也|贷|能|加|联系|都|者)?|(?:信用卡|花呗|白条|京东白条|借呗|微粒贷)(?:代还|套现|提额|取现|包装|办理加|秒)|套现(?:加|秒|联系|商家|平台|24)|(?:私人|民间|个人|短期|应急)(?:借贷|放款|借款|贷款|高利贷)(?:当|联系|电话|公司|加|秒|急|利息|无|,|，|24|$)|(?:凭|只需|仅凭)?身份证(?:即可|就能|就可|可)?(?:贷|借|放款|下款|拿钱|办理贷)|空放|借贷宝|急用钱|裸条|裸贷|车辆?不押车|押证不押车|无抵押(?:无担保|免担保|,|，|、)*(?:贷款|借款)?(?:秒|当天|急|找|热线|加|联系|咨询|利息低|放款|下款|快速)|高利贷(?:联系|放|加)"
_TRADE = (
    r"代开(?:各(?:类|种)|正规|增值税|普通|餐饮|住宿|建筑)*(?:发票|票据|专票)|(?:开|出售|办理)(?:各类|各种)?(?:真|假|正规)?发票(?:加|微|联系|qq|v|电话|报销)|发票代开|(?:低价|优惠|长期|大量|专业)?(?:出售|代售|批发)(?:各种|各类|各地)?(?:真|假|正规)?发票|代开票|代办(?:证件|文凭|学历|毕业证|各(?:类|种)证|信用卡|驾(?:照|驶证)(?=[,，加微包]|$))|办(?:理)?(?:假证|各(?:类|种)(?:证件|假证|学历|文凭)|假文凭|毕业证(?:书)?(?:加|联系|qq|微|包))|刻章办证|办证刻章|专业(?:刻章|办证)|学历(?:提升包过|证书代办|代办|包拿证)|包(?:拿证|过包|下证|过加)|(?:考试|资格证|建造师|四六级|公务员|驾照)(?:包过|答案(?:出售|qq|加|提前)|枪手|代考|作弊器|助考)|枪手代考|替考(?:联系|服务|加|公司)|论文(?:代写|代发|发表加|查重加)|代(?:写|发)论文|sci代|私家侦探|婚外情调查|(?:手机|微信|qq)?(?:定位找人|监听软件|监听器|窃听|破解(?:密码|软件|版)|盗号|聊天记录查询)|查(?:开房|通话|开户)记录|开房记录|黑客(?:接单|联系|qq|技术|服务|找)|出售(?:个人信息|枪支?|弹|迷|银行卡|身份证|手机卡|公民|数据|四件套)|银行卡四件套|(?:气|仿真|猎|手)枪(?:专卖|出售|网|货到|厂家|图片及价|配件)|弩(?:弓)?专卖|电击(?:棍|器)专卖|冰毒|麻古|k粉|摇头丸(?:出售|购买|价)"
    r"|刷单(?:兼职|返|赚|员|加|平台|佣|日|招)|(?:兼职|打字员|手工活|宝妈|在家)(?:刷|日(?:结|赚|入)|赚钱|月入|招聘加|加微|加q|可做)|(?:日|月|轻松月|轻松日|稳定月)(?:赚|入)(?:斗金|过万|上?千|\d{2,6}|[一二三四五六七八九十]?万|几千)|躺(?:赚|着赚)|网赚|赚钱(?:项目|软件|平台|app|秘籍|加|找我|联系)|淘宝刷|刷(?:钻|信誉|粉|赞|流量|阅读量)|(?:诚|高薪|急)?招(?:代理|小姐|公关|男模|打字员|刷手|卡商)(?:加|,|，|$|日|月|联系|\d)|(?:游戏)?(?:外挂|辅助)(?:下载|器|网|购买|脚本)|私服(?:发布|网|开服|一条龙)?|传奇(?:私服|sf|世界sf|新服)|新开传奇|sf(?:发布|999)|一刀(?:999|满级)|翻墙(?:软件|器|vpn|下载|加速)|vpn(?:下载|加速|免费|翻墙|软件)|科学上网|梯子(?:下载|加速)|(?:seo|关键词|网站|百度)(?:优化|快速|首页)*(?:排名(?:公司|优化|推广|加|qq|软件)|快照|霸屏|代发|推广qq|外推)|站群|友情链接(?:交换|出售|购买|平台|qq)|出售链接|买(?:卖)?链接|黑帽|蜘蛛池|usdt|泰达币|炒币|(?:虚拟|数字|加密)(?:货?币)(?:交易所|投资|开户|app|返佣|挖矿)|挖矿(?:平台|app|赚)|(?:股票|期货|炒股|实盘)配资|配资(?:平台|开户|公司|网|炒股|排名)|(?:荐股|牛股|黑马股?|内幕(?:股|消息))(?:推荐|群|加|免费|微信|老师)?|涨停(?:股|板)(?:推荐|群|预测)|(?:老师|导师)(?:带单|喊单|免费指导)|带单(?:老师|群|平台|直播|加)|杀猪盘(?:软件|搭建)|高仿(?:表|手表|包|鞋|a货|奢侈品|名表)|精仿|a货|(?:莆田|复刻)(?:鞋|表|手表|包)|原单(?:尾货|正品)|(?:厂家|一手)(?:直销|货源|批发)(?:加|价|微|qq|,|，|！|!|电话|$)|微商(?:货源|爆粉|加人|代理)|爆粉|(?:淘宝|天猫|京东|拼多多)(?:优惠券|内部券|返利|刷单|代运营|店铺转让)|(?:扫码|点击|转发|关注)(?:即可|立即|立刻|免费)?领(?:取)?(?:红包|福利|现金|大奖|优惠|豪礼|话费|手机|iphone)|红包群|免费(?:领取|送)(?:iphone|手机|现金|红包|话费|流量|皮肤|牛股)|恭喜(?:您|你)(?:中奖|获得|被抽中|被选)|(?:无限制|在线|免费|全集|完整)(?:观看|播放|下载)(?:完整版|高清|全集|无删减|迅雷)|迅雷下载|bt(?:种子|下载)|网盘(?:资源|下载|分享链接)|(?:破解版|无限金币|内购破解)(?:下载|安装|app)?|(?:笔趣阁|顶点小说|小说(?:免费|全文|txt|下载|阅读网))|福利(?:视频|姬|社|导航|群加)|(?:抖音|快手|视频号)(?:涨粉|刷|上热门|代运营)|算命(?:大师|准|免费|网|加|测)|(?:风水|改运|转运)(?:大师|法师|加|符)|佛牌|棺材"
)
#: an account of a messenger with an invitation to write to it
_MESSENGER = r"(?:微信|威信|维信|徽信|微|微亻言|卫星|q{1,2}(?![a-z])|扣扣|扣|企鹅号?|vx|wx|v信|v|weixin|wechat|telegram|飞机|纸飞机|电报|tg|whatsapp|skype|蝙蝠|钉钉私|line)"
_SOLICITS = (
    rf"(?:加|\+|添加|加我|联系|咨询|详询|详情(?:加|咨询)|请加|私聊|私信|唯一|客服|代理|合作|办理|需要(?:的)?(?:加|联系)?)(?:客服|我|老师|经理|小编|本人|管理员?|助理|小姐姐)?(?:的)?(?:个人)?{_MESSENGER}(?:号|群|同号|客服|群号|好友)?[:：]?\(?(?=[a-z0-9_\-]{{0,20}}\d)[a-z0-9][a-z0-9_\-]{{4,20}}"
    rf"|(?<![a-z0-9])(?:vx|v信|\+v|\+q|\+微|加v|加q|扣扣|威信|薇信|微亻言|微❤|飞机号?|tg|telegram|电报号?)[:：]?@?(?=[a-z0-9_\-]{{0,20}}\d)[a-z0-9][a-z0-9_\-]{{4,20}}"
    r"|(?:微信|电话|手机|qq|v)同号|(?:加|\+)(?:客服)?(?:微信|vx|v信|薇信|威信|v|qq|q|扣扣)[:：]?[a-z][a-z0-9_\-]{5,20}"
)
_PLAIN_ACCOUNT = r"(?<![a-z0-9])(?:qq|微信|weixin)(?:号|客服)?[:：]?(?=[a-z0-9_\-]{0,20}\d)[a-z0-9][a-z0-9_\-]{4,20}(?!\d{0,20}@)"
_OWN_ACCOUNT = re.compile(
    r"公众号|官方|政务|服务号|订阅号|工作群|工作号|企业微信|单位|局|委|办|中心|联系人|联系方式|联系电话|群号|群"
)
_OFFICE_ACCOUNT = re.compile(
    r"公众号|官方|政务微|服务号|订阅号|工作群|工作号|企业微信|交流群|咨询群|服务群|报名群|业务群|答疑群|培训群|QQ群|qq群|钉钉群|微信群"
)

_WEAK = re.compile(
    r"高清|在线观看|免费观看|免费下载|破解|全集|漫画|小说|影院|影视|美女|写真|手机版|包邮|正品|特价|批发|秒杀|抢购|代理|加盟|日结|赚钱|棋牌|彩票|投注|官网|app下载|下载app|客服|返利|折扣|优惠|推广|货到付款|直播间|注册|充值|提现|娱乐|首页|入口|网址|返现|主播|约会|交友|会员|vip|无广告|视频播放|迅雷|全网|最低价|信誉|私密|大全|看片|无删减"
)
_COMPILED = [
    (re.compile(pattern), code, against)
    for pattern, code, against in (
        (_FIRMS, "betting", False), (_OFFERS, "betting", False), (_BETTING_TOPIC, "betting", True),
        (_ADULT, "adult", True), (_ADULT_TOPIC, "adult", True), (_MEDICAL, "medical", True), (_LOAN, "loan", True),
        (_TRADE, "trade", True), (_SOLICITS, "solicits", False), (_PLAIN_ACCOUNT, "solicits", False),
    )
]  # fmt: skip
_MARKUP = re.compile(
    r"<\s{0,2}/?(?:a|script|iframe|marquee|div|font|span|img|p|br|table|td|tr|style|object|embed|center|b|u|h[1-6])\b[^<>\n]{0,300}>"
    r"|document\.write\s?\(|javascript:|eval\s?\(|window\.location|display\s?:\s?none|\[url=[^\]\n]{0,200}\]|\[/url\]",
    re.I,
)
_TAIL = re.compile(
    r"(?:官方|官网|网站|最新|元|\(中国\)|在线|免费|高清|观看|平台|计划|网址|下载|安装|注册|登录|开户|入口|体育|娱乐城|娱乐|app|APP|手机版|最新版|刻章|办证|最好|好|怎么样|直播|开奖|投注|视频|电话|联系|[!！~]){1,8}(?![\u4e00-\u9fff]{0,1}[工会务])"
)
_HEAD = re.compile(r"(?:专业|正规|官方|在线|最新|高清|免费|专业团队|想要){1,3}$")
#: finds that stand closer than this in one sentence are one piece of spam
_NEAR = 12


def injected(source: Source) -> Iterator[Hit]:
    """Injected words and markup; links are found in links.py."""
    text = source.squeezed
    hits: list[Hit] = []
    for pattern, code, is_topic in _COMPILED:
        for match in pattern.finditer(text):
            start, end = source.back(*match.span())
            if end - start > 4 * (match.end() - match.start()) + 8:
                continue  # far apart in the text: no word
            sentence = source.sentence_text(start, end)
            if pattern.pattern == _OFFERS and _is_reported(source, match.group(), start, end):
                continue
            if is_topic and _AGAINST.search(source.sentence_text(start, end, reach=40)):
                continue
            if (
                code == "betting"
                and is_topic
                and (
                    _LOTTERY_OFFICE.search(sentence)
                    or (match.group()[:2] in ("娱乐", "棋牌") and _VENUES.search(sentence))
                )
            ):
                continue
            if code == "solicits" and _is_own_account(source, pattern.pattern == _PLAIN_ACCOUNT, start, end):
                continue
            hits.append(Hit(start, end, "injected", code))
    for match in _MARKUP.finditer(source.folded):
        hits.append(Hit(*match.span(), "injected", "markup"))
    yield from hits
    yield from _advertisements(source)


def _is_reported(source: Source, words: str, start: int, end: int) -> bool:
    """The name of a game or a quoted lure in a sentence that tells of a fraud or of a case."""
    if not _CASE.search(source.sentence_text(start, end, reach=40)):
        return False
    begin, finish = source.sentence(start, end)
    quoted = _LURE.search(source.folded[begin:start]) and _LURE_END.match(source.folded[end:finish])
    return bool(_GAME.fullmatch(words) or quoted)


def _is_own_account(source: Source, bare: bool, start: int, end: int) -> bool:
    """An office names its own accounts: 微信公众号, 咨询QQ群, or in the line of its contacts."""
    begin, _finish = source.line(start)
    around = source.folded[max(begin, start - 16) : end]
    if _OFFICE_ACCOUNT.search(around):
        return True
    return bare and bool(_OWN_ACCOUNT.search(source.folded[max(begin, start - 40) : start]))


def _advertisements(source: Source) -> Iterator[Hit]:
    """Sentences that hold many different words of the trade and no word against it."""
    for begin, finish in spans_of_lines(source):
        line = source.folded[begin:finish].lower()
        if len(line) < 8:
            continue
        for part in re.finditer(r"[^。！？!?；;]+", line):
            words = list(_WEAK.finditer(part.group()))
            kinds = {word.group() for word in words}
            if len(kinds) < 4 or _AGAINST.search(part.group()):
                continue
            if sum(len(word) for word in kinds) * 10 >= 4 * len(part.group().strip()):
                yield Hit(
                    begin + part.start() + words[0].start(),
                    begin + part.start() + words[-1].end(),
                    "injected",
                    "advertisement",
                )


def spans_of_lines(source: Source) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n\r]+", source.text):
        yield match.span()


def joined(source: Source, hits: list[Hit]) -> list[Hit]:
    """Neighbouring injected finds of one sentence as one; a sentence that is mostly spam as a whole."""
    whole: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        last = whole[-1] if whole else None
        if (
            last is not None
            and hit.start - last.end <= _NEAR
            and _one_line(source.folded[last.end : hit.start])
        ):
            whole[-1] = Hit(last.start, max(last.end, hit.end), last.kind, last.code)
        else:
            whole.append(hit)
    return [_with_tail(source, hit) for hit in whole]


def _with_tail(source: Source, hit: Hit) -> Hit:
    """With the words of the trade that hang on to a find."""
    head = _HEAD.search(source.folded[max(0, hit.start - 12) : hit.start])
    tail = _TAIL.match(source.folded, hit.end)
    start = hit.start - (len(head.group()) if head else 0)
    return Hit(start, tail.end() if tail else hit.end, hit.kind, hit.code)


def _one_line(between: str) -> bool:
    return not re.search(r"[\n\r。]", between)
