"""What citizens' words mean to the comparison: polite padding, words for one thing, what is asked for, kinds of places.

The lists are ours, gathered from the notices and from what people write to a city; a word that stands in none of them
is compared as it is.
"""

from __future__ import annotations

import re

#: Greetings, thanks and self-introductions: they say nothing about what is asked.
PADDING = re.compile(
    r"(?:尊敬的|敬爱的)?(?:各位|有关|相关)?(?:领导|工作人员|书记|市长|县长|区长|局长|主任)(?:们|同志)?(?:您|你)?们?好?(?=[,.!:;~\s]|$)"
    r"|(?:您|你)们?好(?:呀|啊)?|大家好|早上好|上午好|下午好|晚上好|打扰了?|麻烦(?:您|你)?们?(?:一下|了)?|辛苦(?:您|你)?们?了?"
    r"|(?:非常|十分|万分|多谢|先谢过?|感谢|谢谢|谢)+(?:您|你)?们?(?:了|啦|啊)?|不胜感激|此致|敬礼|祝好|盼复|盼回复|望回复|请回复|请答复"
    r"|(?:恳请|敬请|望|请|希望|恳求|盼望?)(?:领导|政府|有关部门|相关部门|贵局|贵单位)?(?:们)?(?:予以|给予|能)?(?:采纳|重视|关注|考虑|解决一下)(?:一下)?(?=[,.!;\s]|$)"
    r"|我是(?:一名|一个|一位)?[^,.;!?]{0,12}?(?:居民|市民|住户|业主|村民|群众|家长|老师|学生|老人|职工|退休工人|上班族)(?=[,.;!\s])"
    r"|(?:我|我们)?(?:想|要|来)?(?:反映|咨询|提|说|问)(?:一下|一个|几个|个)?(?:问题|情况|意见|建议)?(?=[,.:;\s])"
    r"|(?:问题|情况|内容|意见|建议)(?:如下|是)?(?=:)"
    r"|\b(?:hello|hi|dear (?:sir|madam|sirs|leaders?|officials?)(?: or madam)?|good (?:morning|afternoon|evening)|thank you(?: very much| so much)?"
    r"|thanks(?: a lot)?|many thanks|(?:best|kind) regards|sincerely|yours (?:truly|faithfully|sincerely))\b"
)

#: Words that carry no request: function words, modal words, who speaks, to whom.
EMPTY_WORDS = frozenset(
    """的 了 着 过 地 得 在 是 有 和 与 及 或 而 且 也 都 就 还 又 再 才 很 太 更 最 挺 好 非常 特别 十分 比较 有点 有些 实在 真 真的 确实
    这 那 这个 那个 这里 那里 这边 那边 这样 那样 这些 那些 此 该 其 我 我们 咱们 咱 你 您 你们 他 她 它 他们 大家 自己 别人 每 各 某 个 些 一些 一下 一个
    吗 呢 吧 啊 呀 哦 嘛 啦 哈 哎 唉 么 被 把 将 让 给 对 对于 关于 从 到 向 往 由 于 以 为 为了 因为 所以 因此 由于 但 但是 可是 不过 然而 如果 要是 的话 虽然 并 并且 而且 以及 等 等等
    建议 希望 请 请问 能 能否 能不能 能够 可以 可否 可不可以 是否 是不是 应 应该 应当 要 需要 需 想 想要 望 盼望 恳请 请求 要求 呼吁 强烈 最好 不如 何时 什么 什么时候 怎么 怎样 为什么 为何 哪里 多少 几时
    政府 有关 相关 部门 有关部门 相关部门 领导 单位 贵局 贵单位 主管 负责 居民 市民 群众 老百姓 百姓 村民 业主 住户 我家 家 人 人们 大伙 本人 群众们 居民们
    尽快 及时 早日 赶紧 抓紧 马上 立即 立刻 赶快 快点 尽早 进行 加以 予以 给予 做 搞 弄 开展 实施 落实 解决 处理 改善 改进 完善 优化 加强 加大 力度 管理 采取 措施 想办法 办法 管管 管一管 看看 考虑 重视 关注
    问题 情况 现象 方面 事情 事 原因 目前 现在 如今 最近 近期 近来 已经 一直 总是 总 老是 老 经常 常常 常 时常 每天 天天 每次 长期 长时间 好久 很久 多次 不断 到处 随处 有时 有时候 通常 平时 往往 依然 仍然 还是
    导致 造成 引起 使 使得 给我们 带来 影响 严重 非常严重 极其 极大 很大 大 小 好多 许多 很多 不少 多 觉得 感觉 认为 发现 看到 听说 反映 咨询 意见 感谢 谢谢 您好 你好
    方便 不方便 不便 生活 出行 来说 来讲 之 所 中 里 里面 没法 不能 不了 不敢 无法 室内 家里 我们这边 不好 难受 受不了 以上 以下 上 下 内 外 前 后 旁 边 旁边 附近 周边 周围 一带 一 二 两 几 会 去 来 出 进 起来 下来 出来 上去 没 不 无 非 只 仅 只有 仅仅 按 按照 根据 通过 再次 本 我市 我县 我区 本市 本县 全市 全县 市里 县里 区里 当地
    a an the and or but of to in on at by for with from as is are was were be been being am do does did have has had i we you he she it they me us him her them my our your his its their this that these those
    there here please would could can should may might must will shall kindly hope wish suggest suggestion request ask want like need needs needed really very so too much many more most some any all every always often
    just also not no if when where which who what how why because since about into than then up out over near around along outside inside next between people resident residents citizen citizens government department authority authorities
    make making made get getting put let""".split()  # noqa: SIM905  (a list this long is read as prose)
)

#: Words for one thing; the first one names it.
SAME = """
路灯 灯不亮 路灯不亮 灯坏 照明 照明灯 街灯 路灯照明 灯光 | 停车位 车位 停车 停车场 泊车 停车难 泊位 停车泊位 停车库 | 红绿灯 信号灯 交通灯 交通信号灯
减速带 减速 减速坎 减速垄 | 斑马线 人行横道 人行横道线 过街 | 天桥 人行天桥 过街天桥 | 公交 公交车 公共汽车 公交线路 巴士 公共交通 | 班次 车次 发车间隔 发车 趟次 | 站牌 站台 公交站牌 公交站台
堵车 拥堵 堵 塞车 拥挤 交通拥堵 堵塞 水泄不通 | 积水 内涝 淹 淹水 排水 排水不畅 水浸 涝 | 下水道 排水管 污水管 下水 管道堵塞 下水管 | 井盖 窨井盖 窨井 下水井盖
噪音 噪声 吵 吵闹 太吵 扰民 嘈杂 噪音扰民 吵得 声音大 睡不着 休息不好 睡不好 | 垃圾桶 垃圾箱 果皮箱 垃圾筒 | 垃圾 垃圾清运 清运 杂物 脏乱差 脏 脏乱 卫生差 环境卫生 臭垃圾 | 公厕 厕所 公共厕所 卫生间 公共卫生间 洗手间
臭味 异味 恶臭 臭 臭气 臭气熏天 味 味儿 气味 难闻 怪味 味道 刺鼻 | 健身器材 健身设施 健身设备 体育器材 运动器材 锻炼器材 健身 | 电梯 扶梯 升降梯 | 物业 物业公司 物业服务 物管
停水 断水 没水 没有水 停水通知 | 停电 断电 没电 跳闸 | 水压 水压低 水太小 水小 | 浑浊 水黄 水浑 浑水 黄水 水发黄 发黄 | 漂白粉 漂白粉味 消毒水味 消毒水 氯味 漂白水 | 暖气 供暖 供热 暖气片 采暖 取暖 | 燃气 天然气 煤气
充电桩 充电站 充电 充电设施 充电设备 | 电动车 电瓶车 电动自行车 电单车 电动摩托车 | 共享单车 单车 自行车 | 流浪狗 野狗 流浪犬 狗 犬 遛狗 宠物狗 | 广场舞 跳舞 跳广场舞 | 烧烤 烧烤摊 烧烤店 油烟 | 摊贩 占道 占道经营 摆摊 流动摊贩 小贩 商贩 路边摊 摊点 地摊
绿化 绿化带 树木 种树 植树 绿地 花草 绿植 | 树枝 修剪 遮挡 树木遮挡 | 坑洼 坑 破损 坑坑洼洼 路面破损 坑洼不平 裂缝 路面不平 高低不平 凹陷 坑槽 | 施工 工地 建筑工地 | 扬尘 灰尘 尘土 粉尘 灰
盲道 无障碍 坡道 轮椅 无障碍通道 轮椅通道 | 违建 违章建筑 私搭乱建 违法建设 搭建 | 乱停 乱停车 违停 乱停乱放 违章停车 占用 | 图书馆 图书室 阅览室 | 食堂 助餐 饭堂 老年食堂 长者食堂 助餐点 | 老人 老年人 长者 老年 年纪大
小孩 孩子 儿童 小朋友 学生 孩子们 | 上学 放学 上下学 接送 接送孩子 | 早高峰 晚高峰 高峰 上下班 高峰期 高峰时段 上班时间 早晚高峰 | 晚上 夜里 夜间 半夜 深夜 凌晨 夜晚 大半夜 傍晚 晚间 | 周末 双休日 周六 周日 星期六 星期天 星期日 休息日 节假日
办事 办理 业务 办业务 | 窗口 办事窗口 服务窗口 柜台 | 排队 等候 等 等待 排长队 等了 | 预约 挂号 网上预约 | 网上 线上 手机 手机上 网上办理 app 小程序 网上办事 | 材料 手续 证明 证明材料 申请材料 资料 | 收费 费用 价格 费 价钱 票价 费用高 乱收费
水价 水费 自来水价格 | 学位 入学 招生 学区 | 医保 医疗保险 医保报销 报销 | 社保 养老保险 社会保险 | 公积金 住房公积金 | 老旧小区 旧小区 老小区 旧改 老旧小区改造 | 改造 翻新 整修 改建 升级 | 漏水 渗水 漏 渗漏 滴水 | 快递 快递柜 快递点 | 监控 摄像头 探头 监控探头 | 门禁 大门 保安
危险 安全 安全隐患 事故 隐患 不安全 出事 车祸 交通事故 容易出事 撞 | 黑 暗 太暗 太黑 漆黑 漆黑一片 黑漆漆 昏暗 看不见 看不清 摸黑 一片漆黑 | 车速 超速 开得快 飞快 车速快 车开 | 时间 时长 时间段 时段 | 开放时间 服务时间 开门时间 营业时间 开放 开门 开馆 上班 营业
直播 网上直播 视频直播 转播 | 讲解 解说 讲解员 讲解词 | 座谈 座谈会 问答 交流 互动 互动环节 | 名额 席位 人数 参观名额 | 报名 报名方式 登记 | 场次 一场 多一场 加场 | 接驳 班车 接驳车 摆渡车 大巴 接送车 | 路线 线路 参观路线 | 手语 手语翻译
公示 公开 公布 张贴 | 通知 告知 提前通知 提醒 短信通知 | 二次供水 水箱 供水设备 | 自来水 供水 用水 | 污水厂 污水处理厂 污水处理站 | 污水 废水 脏水 | 人行道 步道 便道 | 机动车道 车道 行车道 | 护栏 栏杆 隔离栏 隔离护栏 | 座椅 长椅 椅子 凳子 座位 坐的地方 | 雨棚 遮雨棚 遮阳棚 候车亭 遮阳
电线 电线杆 线缆 飞线 空中线 | 消防通道 消防 生命通道 | 公园 口袋公园 | 课本 教材 | 作业 家庭作业 | 校车 校园巴士 | 门口 大门口 校门口 路口处
摔倒 摔跤 绊倒 滑倒 摔伤 绊 | 老年证 老年卡 敬老卡 老人证 | 简化 精简 繁琐 麻烦 太复杂 复杂 烦琐 少跑腿 | 疏导 维持秩序 交警 指挥交通 | 听障 聋人 听力障碍 聋哑人 听障人士 | 视障 盲人 视力障碍 视障人士
提问 发言 没问完 问完 | 吃饭 做饭 用餐 就餐 | 侵占 占 霸占 被占 | 私家车 小汽车 轿车 汽车 | 开窗 窗户 开窗户 | 洗澡 冲凉 | 室温 不热 不暖 屋里冷 冷 温度 | 检测 检验 化验 检测结果 检测报告 检测数据 | 偏远 太远 远 偏 偏僻 不通公交 | 湿滑 滑 很滑 打滑 太滑 | 烟花 烟花爆竹 爆竹 鞭炮 燃放 放烟花 | 春节 过年 除夕 新年 | 流程 全流程 全过程 过程 步骤 一步步 | 登录 登陆 登不上 登录不上 登录不了 | 政务网 政务服务网 政务平台 | 地面 路面 地上 地板 | 基站 信号塔 信号基站 | 停水 断水 | 雨棚 避雨 | 乱停 停放 | 看病 就医 就诊 | 态度 态度差 态度恶劣 服务态度
street_light street_lights streetlight streetlights lamp lamps lighting light lights | parking parking_space parking_spaces parking_spot parking_spots parking_lot park_car carpark | traffic_light traffic_lights traffic_signal | speed_bump speed_bumps bump bumps | noise noisy loud | rubbish garbage trash litter waste | bin bins dustbin | toilet toilets restroom restrooms washroom
bus buses | crossing crosswalk zebra | broken damaged faulty | pothole potholes | dark unlit | smell smelly odour odor stink | flood flooding flooded waterlogging waterlogged | queue queues queuing waiting wait | child children kid kids pupil pupils | elderly senior seniors
night evening nights evenings midnight | weekend saturday sunday weekends | library libraries | bench benches seat seats | tree trees | ramp wheelchair | dog dogs | dangerous danger unsafe accident accidents safety risky | speed speeding fast | congestion congested jam jams
"""

#: What is asked for. Opposites stand side by side: (name, its opposite, words). A complaint counts as the wish behind it.
DEMANDS: tuple[tuple[str, str, str], ...] = (
    ("+more", "-more", "增加 增设 加装 加设 添加 增添 新增 多设 多设置 多设点 多开 多放 多安排 设置 设立 开设 开通 安装 装 装上 装个 加 加个 建 修建 建设 新建 建个 建立 设 设个 配备 配置 配 增派 加密 补充 补种 扩大 扩建 扩充 放置 摆放 安上 办个 开办 提供 栽 划定 划出 施划 增 添 保留 恢复 续办 不够 不足 缺少 缺乏 短缺 紧张 紧缺 太少 少 没有 找不到 缺 满足不了 不够用 add install build provide set_up introduce lack lacks lacking insufficient few shortage enough adding installing installed plant"),
    ("-more", "+more", "取消 拆除 拆 拆掉 撤销 撤掉 撤 减少 减 移走 搬走 搬离 停止 停掉 关停 关掉 去掉 缩减 太多 过多 remove cancel abolish reduce stop"),
    ("+long", "-long", "延长 加长 延后关门 太短 短 过短 不够长 来不及 extend longer lengthen short prolong"),
    ("-long", "+long", "缩短 太长 过长 漫长 shorten shorter"),
    ("+early", "-early", "提前 提早 早点 早些 太晚 太迟 earlier late"),
    ("-early", "+early", "推迟 延后 推后 晚点 晚些 延迟 太早 postpone later early delay"),
    ("+price", "-price", "涨价 提价 上调 上涨 提高 调高 提高收费 太低 过低 偏低 raise increase"),
    ("-price", "+price", "降价 下调 调低 降低 降低收费 减免 免费 便宜 太贵 贵 太高 过高 偏高 lower cheaper expensive free decrease"),
    ("+fix", "", "维修 修理 修 修好 修复 修缮 抢修 更换 换 换掉 换新 整修 检修 坏 坏了 灯不亮 路灯不亮 灯坏 损坏 故障 失灵 破 破损 不亮 不灵 掉了 罢工 没人修 repair fix mend broken replace"),
    ("+clean", "", "清理 清除 清走 打扫 清扫 清洁 清洗 疏通 clean clear sweep"),
    ("+order", "", "整治 取缔 查处 治理 清退 规范 乱停 乱停乱放 乱停车 乱放 乱摆 违停 违章停车 占道 占道经营 占用 占 被占 霸占 侵占 堵住 堵死 停满 停放"),
    ("+allow", "-allow", "允许 放开 开放 解除 allow permit open"),
    ("-allow", "+allow", "禁止 不准 严禁 限制 不允许 禁 ban forbid prohibit restrict"),
    ("+agree", "-agree", "支持 赞成 同意 赞同 拥护 support agree approve"),
    ("-agree", "+agree", "反对 不同意 不赞成 不支持 抵制 oppose disagree object against"),
    ("+slow", "-slow", "太快 过快 飞快 减速 慢一点 限速"),
    ("-slow", "+slow", "太慢 过慢 慢 提速 加快 快一点"),
)  # fmt: skip

#: A word that turns the wish behind it round: 反对取消 asks to keep.
TURNED = frozenset(
    [
        "不要",
        "别",
        "反对",
        "不应",
        "不应该",
        "不能",
        "不该",
        "不得",
        "切勿",
        "千万别",
        "不同意",
        "不赞成",
        "停止",
        "阻止",
        "dont",
        "oppose",
    ]
)

#: Concepts of SAME that tell when, for whom and where rather than what.
BACKDROP = frozenset(
    "老人 小孩 晚上 早高峰 周末 危险 黑 办事 门口 上学 开放时间 时间 公园 图书馆 排队 老旧小区 摔倒 物业 地面 春节 侵占 私家车 开窗 洗澡 吃饭 通知 自来水 乱停 偏远 报名 安全 night weekend child elderly dangerous library".split()  # noqa: SIM905
)
#: Places whose names a segmenter seldom knows, found by what stands in front: the clause's beginning or one of these.
NAMED = re.compile(
    r"(?:^|[\s]|希望|建议|请问|请|能否|反映|关于|举报|投诉|维修|督促|住在|来自|位于|在|到|去|从|对|把|将|给|向|和|与|及|是|由|为)"
    r"((?!希望|建议|请|在|我|这|那|每|各)[\u3400-\u9fff]{2,4}?)(小区|社区|花园|家园|公寓|新村|庄园|山庄|佳苑|嘉园|幼儿园|小学|中学|公园|广场|市场|超市|医院|卫生院|大厦|街道)"
)
#: Roads that bear the name of a wish: 建设街 asks for nothing.
WISHFUL_ROADS = re.compile(
    r"(建设|开放|开发|修建|支持)(大街|大道|街(?![道心角头])|路(?![灯面段边肩口障标牌]))"
)
#: A number that says what is meant wherever two texts differ in nothing else: 第八条, 2023年, 三十日, 200元.
TELLING_NUMBER = re.compile(
    r"(?<!了)(\d+(?:\.\d+)?|[零一二三四五六七八九十百]+)(?=年(?!多)|日|天|条|款|章|项|岁|元|万|%)"
)
#: 不热 and 很热 are two complaints.
DENIED = re.compile(r"不(?:太|够|怎么)?([\u4e00-\u9fff])")
STRESSED = re.compile(r"(?:很|太|挺|非常|特别|真|十分)(?!不)([\u4e00-\u9fff])")
#: A name has none of these characters.
NOT_IN_NAMES = frozenset(
    "我你他她它们这那的了是有没不很太都个每各其些旧吗呢请把被让能要会可以最更来去到从对于因所给向着过就还再又只多少几全整附周旁老"
)

#: In front of a head these name no place: 市图书馆 is the library.
NO_NAMES = frozenset(
    [
        "市",
        "县",
        "区",
        "省",
        "镇",
        "乡",
        "本",
        "我",
        "我们",
        "大",
        "老",
        "新",
        "全",
        "各",
        "本市",
        "本县",
        "市里",
        "市立",
        "县里",
        "这",
        "那",
        "该",
        "每",
        "两",
        "一",
        "公立",
        "私立",
        "政府",
        "政务",
        "政务服务",
        "服务",
        "办事",
        "便民",
        "公共",
        "国",
        "城市",
        "住宅",
        "居民",
        "老旧",
        "周边",
        "附近",
    ]
)

#: Nouns that stand in every second comment.
PALE = frozenset(
    """时间 门口 地方 路段 路口 交叉口 附近 区域 位置 对面 两侧 两边 东侧 西侧 南侧 北侧 方式 次数 数量 工作 服务 环境 质量 水平 条件 设施 设备 活动 开放日 政府开放日 参观 安排 方案 车辆 车 道路 马路 路 路面 公共 城市
    小区 学校 社区 时候 小时 分钟 号 年 月 日 早上 上午 中午 下午 当天 晚 早 完 后面 前面 里面 外面 一点 有人 走路 市区 位置 停了 变 走 坐 用 挺 想 看 说 让 人多 day time place area way thing people""".split()  # noqa: SIM905
)

#: Heads of place names by kind; two different names of one kind mean two places.
PLACE_HEADS: dict[str, str] = {
    head: kind
    for kind, heads in {
        "road": "大道 大街 马路 路 街 巷 弄 胡同 高速 公路",
        "home": "小区 花园 家园 社区 新村 苑 公寓 里 庄园 佳园 名城 城 村 屯 组 府 湾 嘉园 新城 山庄 村委会 居委会",
        "school": "小学 中学 幼儿园 学校 大学 学院 高中 初中 附小 附中 一中 二中 三中 实验小学 实小",
        "hospital": "医院 卫生院 卫生室 诊所 社区医院",
        "park": "公园 广场 植物园 动物园 湿地 湖 河 景区 水库",
        "station": "车站 火车站 地铁站 公交站 汽车站 高铁站 站 客运站 服务区 收费站 枢纽",
        "plant": "水厂 污水厂 污水处理厂 再生水厂 电厂 工厂 厂 垃圾站 中转站",
        "market": "市场 超市 商场 菜市场 农贸市场 集市 商城 批发市场",
        "hall": "图书馆 博物馆 体育馆 文化馆 政务大厅 办事大厅 服务中心 大厅 派出所 银行 邮局 少年宫 文化宫 美术馆 展览馆",
        "bridge": "大桥 桥 立交 立交桥 隧道 路口 十字路口 涵洞",
        "town": "镇 乡 街道 区 县 市 开发区 新区",
    }.items()
    for head in heads.split()
}
#: Named or not, one of these is not another.
VENUES: dict[str, str] = {
    word: group.split()[0]
    for group in [
        "幼儿园",
        "小学",
        "初中",
        "高中",
        "中学",
        "大学",
        "火车站",
        "汽车站 客运站",
        "高铁站",
        "地铁站",
        "机场",
        "医院",
        "图书馆",
        "博物馆",
        "体育馆",
        "超市",
        "公交车",
        "派出所",
        "菜市场 农贸市场",
        "政务大厅 办事大厅 服务大厅",
        "library libraries",
        "bus buses",
        "hospital",
        "pool",
        "gym",
        "museum",
        "airport",
        "supermarket",
    ]
    for word in group.split()
}
#: English heads, looked for behind capitalised words.
ENGLISH_PLACE = re.compile(
    r"\b((?:(?:[A-Z][\w'-]*|\d+(?:st|nd|rd|th))\s+){1,3})(Street|St|Road|Rd|Avenue|Ave|Lane|Bridge|School|Park|Hospital|Library|Station"
    r"|Square|Market|Estate|Village|Community|District|Plaza|Museum|University|Kindergarten|Plant|Garden|Gardens)\b"
)

#: Numbers that name a place or a line: another number is another thing.
NAMING_UNITS = "号楼|栋|幢|单元|号线|路|号院|期|座|号|组|小|中|院|门|区|厂|队|街坊|标段|村|巷|弄|口"
NUMBER = re.compile(
    rf"(?:第)?(\d+|[零一二三四五六七八九十百]{{1,4}}|[a-z])(?:#)?(?:({NAMING_UNITS})(?!边|灯|面|上|段))"
)
ENGLISH_NUMBER = re.compile(
    r"\b(?:bus|route|line|building|block|unit|no\.?|number|gate|floor|phase|section)\s+(?:no\.?\s*|number\s*)?#?(\d+|[a-z])\b"
    r"|\b(\d+)(?=\s+(?:bus|line|route)\b)"
)
