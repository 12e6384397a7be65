"""Home of what a person's name looks like: a surname and a given name, and what begins after it.

What is told here are patterns; where a name stands in a text is told by `calling`. A name is `ended`
where what follows it shows its end, and `guessed` where a name must come, though its end does not show.
"""

from __future__ import annotations

from xiaowei.analysis.surnames import CLEAR, COMMON, DOUBLE, DOUBTFUL, FOREIGN, NOT_A_NAME

CJK = r"\u4e00-\u9fff"
TITLE = "(?:先生|女士|小姐|大爷|大妈|阿姨|师傅|老师|同志|大姐|大哥)"
KIN = "儿子|女儿|儿媳|女婿|爱人|妻子|丈夫|父亲|母亲|老伴|家属(?![院楼区])"
_POST = "师傅|经理|主任|书记|队长|站长|所长|院长|科长|老师|同志"
_TIME = r"[〇○零一二三四五六七八九]{2,4}年|[昨今][天日年早晚]|前[天日]|明[天日]|[本上下][月周]|每[天日]|\d"
BEGINS = (
    r"先生|女士|电话|手机|联系|来[电自访反信投此说问咨]|日期|强烈|反映|表示|要求|投诉|希望|咨询|举报|称|说|身份证|住|的|"
    r"家[住里中在门的人]|于(?:[昨今前上本\d近]|明天)|在|性别|找[我他她]|请求|是|"
    rf"{_TIME}|{_POST}|{KIN}|年龄|出生|户籍|籍贯|邮箱|职业|单位|夫[妇妻]|[未不]接|无人|地[点址]|时间|谢谢|微信|"
    rf"[男女](?=$|[^{CJK}]|性)|再次|多次|发现|购买|现[住在]|要(?=投诉|反映|举报)|[和与及跟](?=[{COMMON}])|系(?=[我本该])"
)
"""What begins after a name."""
WORDS = (
    rf"{BEGINS}|[因想要请找打给对把被从去到已也很没我你他她您该此这那就问且但若又再还都了着过男女]|"
    r"[和与及](?:[我他她老妻丈邻其同爱儿女孩]|家人)|现[住在年已因居场为想就有]|有[个一事问人意件几关两]|"
    r"觉得|认为|提出|曾|经常|居住|租住|建议|[为将向](?=[我本该此业居有社镇街区物政])|"
    r"等(?=[\d一二三四五六七八九十多几人])|系"
)
"""What begins after a name where one must come."""
NO_GIVEN = (
    r"(?!电话|手机|联系|反映|表示|要求|[昨今于上重经多末日边围的了是在说称等也都就被把]|"
    r"[一二三四五六七八九][十号楼期栋单室个户层村组环区元名位家]|明[天日]|前[天日])"
)
_NO_PLACE = r"(?![镇村乡区县市街路道庄园里社公物办委局所站院队店厂工小学校])"
PLACE_ENDS = "镇村乡街道路站屯营坨湾桥店庄区"
_NOT_A_PLACE = f"(?<![{PLACE_ENDS}园城人])"
_NO_ORGAN = (
    rf"(?![{CJK}]{{0,3}}(?:物业|公司|集团|[中小大]学|幼儿园|医院|银行|公园|乐园|中心|社区|街道|派出所|"
    r"超市|商[场城]|店|厂))"
)
_HIDDEN = "[*×xX某○]"
_NO_MORE = rf"$|[^{CJK}]"

DOTTED = rf"[{CJK}]{{2,8}}[·•・‧∙.][{CJK}]{{2,8}}?(?={_NO_MORE}|{BEGINS})"
"""艾力·买买提."""
DOUBLED = (
    rf"(?!{DOUBLE})[{CLEAR}{COMMON}][{CLEAR}{COMMON}]{NO_GIVEN}(?!{WORDS})[{CJK}]{{2}}(?<![说称])"
    rf"(?={_NO_MORE}|电话|手机|联系|先生|女士)"
)
"""张李梓涵: the surnames of both parents."""
UNSURNAMED = rf"[{CJK}]{{0,3}}(?:{FOREIGN})[{CJK}]{{0,3}}?(?={_NO_MORE}|{BEGINS})"
"""格桑卓玛."""
APART = (
    rf"(?:{DOUBLE}|[{CLEAR}{DOUBTFUL}]) {{1,2}}{NO_GIVEN}[{CJK}]{{1,2}}?(?: [{CJK}])?"
    rf"(?=$|[^{CJK} ]| (?![{CJK}])| ?(?:姓名|证件|住址|{BEGINS}))"
)
"""张 伟民."""
UNKNOWN = (
    r"(?!不|未|匿|保密|无|略|同|见|详|暂|没|拒|隐|已|另|如|请|必|选|或|及|身份|电话|手机|联系|地址|性别|单位|年龄|时间|"
    r"热心|市民|居民|群众|村民|业主|网民|网友|先生|女士|小姐|"
    rf"{KIN})[{CJK}]{{2,6}}?(?=$|[^{CJK}\[:]|{BEGINS})"
)
"""Whatever stands alone where nothing but a name is asked for."""


def ended(surnames: str, after: str = WORDS) -> str:
    """Return the pattern of a name with one of these surnames, which ends before what begins `after` it."""
    return _named(surnames, after, _NOT_A_PLACE)


def guessed(surnames: str, after: str = WORDS) -> str:
    """Return the pattern of a name that must come: where no end shows, two letters follow the surname."""
    return _named(surnames, after, rf"|{_NO_ORGAN}{NO_GIVEN}[{CJK}]{{2}}{_NO_PLACE}(?<!人)")


def _named(surnames: str, after: str, otherwise: str) -> str:
    end = rf"(?={_NO_MORE}|{after})"
    hidden = rf"{_HIDDEN}{{1,2}}(?!{WORDS})[{CJK}]{end}|{_HIDDEN}{{1,3}}(?![A-Za-z])"
    given = rf"(?:{NO_GIVEN}[{CJK}]{{1,2}}?{end}{otherwise})(?:[男女](?={_NO_MORE}))?"
    return rf"{NOT_A_NAME}(?:(?:{DOUBLE})|[{surnames}])(?:{TITLE}|{hidden}|{given})"
