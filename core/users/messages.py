"""Words of the users room: refusals by code, audit entries, the message with a code, kinds and browsers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.base.wording import Counted

CODE_MESSAGE = _l(
    "【%(site)s】您的验证码是 %(code)s，%(minutes)s 分钟内有效。工作人员不会向您要验证码，请不要告诉别人。"
)

MESSAGES = {
    # departments
    "department_gone": _l("没有这个部门，可能地址写错了。"),
    "department_missing": _l("请从列表里选一个正在使用的部门。"),
    "department_kind": _l("请选择部门的类别。"),
    "department_name_taken": _l("已经有一个叫“%(name)s”的部门。"),
    "department_name_taken_ended": _l("“%(name)s”以前建过，已经停用。请在部门页把它恢复，不用再建。"),
    "department_cycle": _l("不能把“%(name)s”挂到它自己或它的下级下面。请选别的上级。"),
    "department_parent_ended": _l("上级“%(name)s”已经停用。请先恢复它，或者选别的上级。"),
    "department_has_children": _l("“%(name)s”下面还有在用的单位：%(others)s。请先把它们停用或挂到别处。"),
    "department_has_people": _l("“%(name)s”还有 %(n)s 个在用的账号。请先把人员转到别的部门或停用。"),
    # people
    "person_gone": _l("没有这个人，或者不归您管理。"),
    "person_ended": _l("%(name)s的账号已经停用。请先恢复，再给一次性链接。"),
    "person_is_stronger": _l("这个账号属于政务公开办或系统管理员，请由他们自己的人来办。"),
    "name_missing": _l("请填写名称或姓名。"),
    "text_long": _l("太长了，最多 %(most)s 个字。"),
    "login_shape": _l("登录名用 2 到 40 个汉字、字母或数字，可以有点、横线和下划线，不要有空格。"),
    "login_taken": _l("登录名“%(login)s”已经有人用了，请换一个。"),
    "contact_phone_shape": _l("这个电话看不懂。请写手机号，或写“区号-号码转分机”。"),
    "mail_shape": _l("这个邮箱看不懂。请写成 name@example.gov.cn 这样。"),
    "not_oneself": _l("不能停用自己的账号，请另一位管理员来办。"),
    "last_administrator": _l("这是最后一位系统管理员。请先指定另一位，再办这件事。"),
    # roles
    "role_unknown": _l("请选择一个角色。"),
    "role_not_yours": _l("“%(role)s”这个角色在这个范围不归您指定。需要时请找政务公开办。"),
    "grant_needs_department": _l("这个角色要指定部门，请选择部门。"),
    "grant_administrator_scope": _l("系统管理员不分部门和活动，请把这两项留空。"),
    "grant_there": _l("这个人已经有这个角色了，范围也一样。"),
    "grant_gone": _l("这项授权已经不在了。"),
    "own_roles": _l("自己的角色不能自己改，请另一位有权的同事来办。"),
    # sign-in
    "sign_in_wrong": Counted(
        "left",
        lambda n: ngettext(
            "登录名或密码不对。再错 %(num)d 次就要等 15 分钟以上。",
            "登录名或密码不对。再错 %(num)d 次就要等 15 分钟以上。",
            n,
        ),
    ),
    "sign_in_locked": Counted(
        "minutes",
        lambda n: ngettext(
            "错的次数太多，先停一停。请 %(num)d 分钟后再试，或者请单位管理员给您一次性链接重设密码。",
            "错的次数太多，先停一停。请 %(num)d 分钟后再试，或者请单位管理员给您一次性链接重设密码。",
            n,
        ),
    ),
    "second_factor_wrong": _l(
        "这个码不对，或者已经用过。请看手机上现在显示的 6 位数，或者用一个没用过的备用码。"
    ),
    "second_factor_on": _l("两步验证已经开着了。"),
    "second_factor_demanded": _l(
        "您的角色要求两步验证，不能关掉。换手机请另一位管理员重置，下次登录时再绑定。"
    ),
    "not_own_second_factor": _l("自己的两步验证请在“我的账号”里办。"),
    "sign_in_over": _l("隔的时间长了，请从密码重新开始。"),
    "guest_wrong": _l("这个凭证不对。请看看有没有打错，或者请班长再发一份。"),
    "guest_early": _l("还没到时间，%(at)s 起可以用这份凭证。"),
    "guest_over": _l("这份凭证已经用完或者收回了。还要坐席请班长再发一份。"),
    "guest_gone": _l("这份凭证已经不在了。"),
    "guest_hours": _l("结束时间要晚于开始时间，也不能已经过去。"),
    "session_gone": _l("这个登录已经结束了。"),
    "password_short": _l("密码至少 %(least)s 位，现在是 %(have)s 位。可以用一句只有自己记得的话。"),
    "password_long": _l("密码太长了，最多 %(most)s 位。"),
    "password_is_name": _l("密码不能就是登录名或姓名，也不能只在后面加几个数字。"),
    "password_common": _l("这个密码很多人在用，容易被猜到。请换一个。"),
    "password_old_wrong": _l("现在的密码不对。"),
    "password_same": _l("新密码和现在的一样，请换一个。"),
    "password_differs": _l("两次填写的密码不一样，请再填一次。"),
    # links
    "link_gone": _l("这个链接已经用过或者过了期。请向单位管理员或政务公开办再要一个。"),
    "administrator_there": _l("已经有系统管理员了，不能再用这个办法。请由管理员在人员页添加。"),
    "demo_only": _l("演示账号只能建在演示模式里（DEMO=1）。"),
    # phones
    "no_gateway": _l("本站还没有接通短信，暂时不能在网上验证手机号。请打电话或到窗口，由工作人员替您办。"),
    "code_too_soon": Counted(
        "seconds",
        lambda n: ngettext("刚刚发过一条，请 %(num)d 秒后再要。", "刚刚发过一条，请 %(num)d 秒后再要。", n),
    ),
    "code_too_many": _l("这一小时要的验证码太多了，请过一小时再试，或者打电话由工作人员替您办。"),
    "code_shape": _l("请填写短信里的 %(digits)s 位数字。"),
    "code_wrong": Counted(
        "left",
        lambda n: ngettext("验证码不对，还可以试 %(num)d 次。", "验证码不对，还可以试 %(num)d 次。", n),
    ),
    "code_expired": _l("这条验证码已经过期，请重新要一条。"),
    "code_used_up": _l("错了太多次，这条验证码不能用了。请重新要一条。"),
    "correction_empty": _l("请填写正确的内容。要删掉它，请用“删除我的信息”。"),
    "personal_data_away": _l(
        "有一个栏目正在检修，暂时不能把您的信息查全、删净。请晚一点再来，或者打电话给我们。"
    ),
    # spreadsheets
    "sheet_missing": _l("请先选择一个 .xlsx 文件。"),
    "sheet_not_xlsx": _l("这个文件不是 .xlsx 表格，或者已经损坏。请用 WPS 或 Excel 另存为“.xlsx”再传。"),
    "sheet_large": _l("表格太大了，最多 %(most)s MB。请拆成几个再传。"),
    "sheet_empty": _l("表格里没有内容。请在样表的“部门”或“人员”页里从第 2 行起填写。"),
    "sheet_columns": _l("“%(sheet)s”页缺少这些列：%(columns)s。请对照样表补上列名，列名在第 1 行。"),
    "sheet_pages": _l("没有找到“部门”页和“人员”页。请用样表填写，不要改页名。"),
    "sheet_rows": _l("“%(sheet)s”页超过 %(most)s 行。请拆成几个表分几次传。"),
    "sheet_stale": _l("预览已经过期，请重新上传表格。"),
    "row_name_missing": _l("没有填名称。"),
    "row_person_missing": _l("没有填姓名。"),
    "row_login_missing": _l("没有填登录名。"),
    "row_double": _l("和第 %(row)s 行重复。"),
    "row_kind": _l("类别“%(value)s”看不懂。请写：%(known)s。"),
    "row_parent": _l("上级“%(value)s”没有找到。请写全称，或者先在前面的行里建它。"),
    "row_moved": _l("这个部门现在在“%(parent)s”下面。要换上级请到部门页办。"),
    "row_department_missing": _l("没有填部门。"),
    "row_department": _l("部门“%(value)s”没有找到。请写全称、简称，或者在“部门”页里建它。"),
    "row_department_ended": _l("部门“%(value)s”已经停用，请先恢复。"),
    "row_role": _l("角色“%(value)s”看不懂。请写：%(known)s。"),
    "row_login_other": _l("登录名“%(login)s”是%(name)s的。是同一个人请先到人员页改名，不是就换一个登录名。"),
    "row_ended": _l("%(name)s的账号已经停用，请先到人员页恢复。"),
}

AUDIT_TEXTS = {
    "users.department_added": _l("新建部门"),
    "users.department_changed": _l("修改部门"),
    "users.department_moved": _l("移动部门"),
    "users.department_ended": _l("停用部门"),
    "users.department_resumed": _l("恢复部门"),
    "users.person_added": _l("添加人员"),
    "users.person_changed": _l("修改人员"),
    "users.person_ended": _l("停用账号"),
    "users.person_resumed": _l("恢复账号"),
    "users.people_imported": _l("从表格导入部门和人员"),
    "users.role_given": _l("授予角色"),
    "users.role_ended": _l("收回角色"),
    "users.signed_in": _l("登录"),
    "users.second_factor_on": _l("开启两步验证"),
    "users.second_factor_off": _l("关闭两步验证"),
    "users.second_factor_reset": _l("重置别人的两步验证"),
    "users.recovery_codes_renewed": _l("换一批备用码"),
    "users.guest_made": _l("发临时凭证"),
    "users.guest_moved": _l("改临时凭证的时间"),
    "users.guest_ended": _l("收回临时凭证"),
    "users.guest_over": _l("临时凭证到时间"),
    "users.guest_entered": _l("凭临时凭证进入"),
    "users.signed_out": _l("退出"),
    "users.sign_in_refused": _l("登录没有成功"),
    "users.locked": _l("错的次数太多，账号暂停登录"),
    "users.session_ended": _l("结束登录"),
    "users.password_changed": _l("修改自己的密码"),
    "users.password_set": _l("用一次性链接设定密码"),
    "users.link_made": _l("生成一次性链接"),
    "users.setup_link_made": _l("生成首次设置链接"),
    "users.administrator_made": _l("建立系统管理员"),
    "users.personal_data_shown": _l("本人查看个人信息"),
    "users.personal_data_exported": _l("本人导出个人信息"),
    "users.personal_data_erased": _l("本人删除个人信息"),
}

#: how a try to sign in went
OUTCOMES = {
    "in": _l("登录成功"),
    "wrong": _l("登录名或密码不对"),
    "locked": _l("错的次数太多，被拦下"),
    "half": _l("密码对，等第二步"),
    "code_wrong": _l("动态码不对"),
}

KINDS = {
    "city": _l("市"),
    "county": _l("县区"),
    "bureau": _l("部门"),
    "company": _l("公共企事业单位"),
    "town": _l("乡镇街道"),
}

BROWSERS = {
    "wechat": _l("微信"),
    "edge": "Edge",
    "firefox": "Firefox",
    "chrome": "Chrome",
    "safari": "Safari",
    "other": _l("其他浏览器"),
}
SYSTEMS = {
    "android": _l("安卓"),
    "ios": _l("苹果手机或平板"),
    "windows": "Windows",
    "mac": "macOS",
    "linux": "Linux",
    "other": _l("其他系统"),
}
