"""Home of how a person's name stands in a hotline text: after a label, beginning with a surname."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CLEAR = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许吕施孔曹严魏陶姜戚谢邹喻柏窦章潘葛奚范彭郎鲁韦"
    "昌马苗凤俞任袁柳鲍史唐费薛雷贺倪汤滕殷罗毕郝邬乐傅卞齐康伍余顾孟黄穆萧尹姚邵湛汪祁毛禹"
    "狄臧戴宋庞熊纪舒屈项董梁杜阮蓝闵席季贾江童颜郭梅盛林刁钟徐邱骆夏蔡田樊胡凌霍虞柯卢莫裘"
    "缪邓洪崔吉龚程邢裴陆荣翁荀甄曲焦侯宁仇祖武符刘景龙叶司黎白蒲卓池乔阴翟谭申冉燕尚温庄晏"
    "柴瞿阎习艾鱼古易廖耿匡寇广欧沃隆巩聂辛阚简饶曾沙丰关相查荆游竺盖岳涂肖苏丁金石"
    "谷靳佟佘付闫邸隋仝牛"
)
_DOUBTFUL = "于和时常都安应方成高万全强包何平路国向张车水明华单容米贝伏元卜支管步满文党谈"
_DOUBLE = "欧阳|太史|上官|司马|东方|公孙|诸葛|尉迟|皇甫|慕容|令狐|司徒|端木|夏侯|长孙|宇文"
_COMMON = (
    "王李张刘陈杨赵黄吴徐孙胡朱郭罗梁宋郑谢韩唐冯董萧曹袁邓沈彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴钟汪姜范"
)
_OWN = "姓名|联系人|机主|户主|我叫|名叫"
_OTHERS = "来电人|投诉人|举报人|反映人|诉求人|当事人|申请人|收件人|经办人|业主|租户|房主|车主|本人"
_TITLE = "(?:先生|女士|小姐|大爷|大妈|阿姨|师傅|老师|同志)"
_NEXT = (
    r"(?=$|[^\u4e00-\u9fff]|先生|女士|电话|手机|联系|来电|反映|表示|要求|投诉|希望|咨询|举报|称|说|"
    r"身份证|住|的|家|于|在|性别)"
)
_GIVEN = (
    r"(?!电话|手机|联系|反映|表示|要求|[昨今于上重经多末日边围]|明[天日]|前[天日])"
    r"[\u4e00-\u9fff*某]{1,2}?"
)


def _one(surnames: str) -> str:
    return rf"((?:(?:{_DOUBLE})|[{surnames}])(?:{_TITLE}|{_GIVEN})){_NEXT}"


_NAMED = re.compile(
    rf"(?:{_OWN}|{_OTHERS})"
    rf"(?:(?:为|是|叫|[:,(]|\s){{1,3}}{_one(_CLEAR + _DOUBTFUL)}|{_one(_COMMON)})"
    rf"|(?:{_OWN}){_one(_CLEAR)}"
)


def names(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of names that stand after a label such as 姓名 or 联系人 in narrow `text`."""
    for match in _NAMED.finditer(text):
        group = match.lastindex or 0
        yield match.start(group), match.end(group), "name"


_PLACE_END = "村镇乡街道路里区园城局委办所站楼号院苑庭桥厂店队组科处部会家湾庄屯营寺河"
_GIVEN_ALONE = rf"[\u4e00-\u9fff*×某·xX]{{1,2}}(?<![{_PLACE_END}])(?:\(?(?:{_TITLE}|男|女)\)?)?"
_ALONE = re.compile(
    rf"((?:{_DOUBLE}|[{_CLEAR}{_COMMON}]){_GIVEN_ALONE}|[{_CLEAR}{_DOUBTFUL}]{_TITLE})"
    rf"|[{_DOUBTFUL}]{_GIVEN_ALONE}"
)


def name_of_person(text: str) -> str:
    """Tell whether narrow `text` may be nothing but a name: 张三, 欧阳修远, 王某某, 李女士.

    The answer is `clear`, `doubtful` where the surname is also an everyday word (安全), or blank.
    """
    found = _ALONE.fullmatch(text)
    return "" if found is None else "clear" if found[1] else "doubtful"
