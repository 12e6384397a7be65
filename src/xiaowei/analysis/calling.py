"""Home of how a person's name stands in a hotline text: after a label, beginning with a surname."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

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
    "王李张刘陈杨赵黄吴徐孙胡朱郭罗梁宋郑谢韩唐冯董萧曹袁邓沈彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴钟汪姜范"
    "周马许程邱秦侯邵孟尹黎贺赖龚庞樊施倪章鲁伍韦聂焦邢岳莫辛祁耿詹苗费纪靳童甄屈霍翁隋阮崔谭廖邹熊郝"
)
"""Surnames that may follow a label without anything between, though few names do."""
_RARE = (
    "房位边解乐强游包洪项农敖冷商尚展祝左车屠楚敬冀浦桑芦薄阳桂代宫苟迟茅茹麦岑钮"
    "蔺胥濮扈郏晁綦逯战揭占由帅原段兰丛覃牟甘"
)
"""Surnames that are everyday words as well or seldom met: names only where a name must come."""
_SURE = r"姓名(?!权)|(?:名字|我|本人|姓名)叫做?"
_OWN = "联系人|机主|户主|来电人|来访人|投诉人|举报人|反映人|诉求人"
_OTHERS = "当事人|申请人|收件人|经办人|业主|租户|住户|房主|车主|本人|市民|村民|居民|群众|用户|客户"
_GAP = r"(?:姓名|为|是|叫|[:,(]|[ \t]){1,3}"
_COLON = r"(?:姓名|为|是|叫|:)(?:姓名|为|是|叫|[:,(]|[ \t]){0,2}"
_TITLE = "(?:先生|女士|小姐|大爷|大妈|阿姨|师傅|老师|同志|大姐|大哥)"
_TIME = r"[〇○零一二三四五六七八九]{2,4}年|[昨今][天日年早晚]|前[天日]|明[天日]|[本上下][月周]|每[天日]|\d"
_BEGINS = (
    r"先生|女士|电话|手机|联系|来[电自访信反投此说问咨]|日期|强烈|反映|表示|要求|投诉|希望|咨询|举报|称|说|身份证|住|的|"
    r"家[住里中在门的人]|于(?:[昨今前上本\d近]|明天)|在|性别|找[我他她]|请求|是|"
    rf"{_TIME}"
)
"""What begins after a name."""
_WORDS = (
    rf"{_BEGINS}|[因想要请找打给对把被从去到已也很没我你他她您该此这那就问且但若又再还都了着过男女]|[和与及](?:[我他她老妻丈邻其同爱儿女孩]|家人)|"
    r"现[住在年已因居场为想就有]|有[个一事问人意件几关两]|发现|觉得|认为|提出|曾|多次|经常|居住|租住|购买|建议|微信|地址"
)
_NO_GIVEN = (
    r"(?!电话|手机|联系|反映|表示|要求|[昨今于上重经多末日边围的了是在说称等也都就被把]|"
    r"[一二三四五六七八九][十号楼期栋单室个户层村组环区元名位家]|明[天日]|前[天日])"
)
_CJK = r"\u4e00-\u9fff"
_NO_PLACE = r"(?![镇村乡区县市街路道庄园里社公物办委局所站院队店厂工小])"
_NOT_A_PLACE = "(?<![镇村乡街道路站屯营坨湾桥店庄区])"


_NOT_A_NAME = (
    r"(?!单位|方[式面便]|应[当该]|向[您你我他她大有镇区市县社物居业政上下前后]|时[间常]|成[功立员]|[全都]|车[去来辆子位主回到被司]|"
    r"水[表管压电费泵质]|张[贴罗榜]|常[年住]|平[时常]|安[装全]|高[度兴速]|万[般分]|路[过面灯]|包括|管[道理]|温度|"
    r"房[屋产子东门主价间租]|解决|强[烈行]|关[机停闭于心系]|王府井|金额|黄[土昏河色]|胡[同乱]|许[多可久]|程[度序]|"
    r"孙子|孙女(?!士)|马[上路桶虎]|严[重格厉禁谨肃密]|周[边围末日一二三四五六转期岁年到知]|费[用力劲尽]|苗[木圃]|左[右侧边]|"
    r"由[于此]|原[来因本先想有定则告]|代[表理]|商[户铺场业量]|乐[意园]|位[于置]|游[泳客]|范[围例]|施[工压行]|章程|"
    r"余[款额下留]|童[年工]|辛[苦勤]|莫名|陈[述旧列年腐]|纪[律念委录检]|谢[谢绝意]|查[询找看验明实处阅证封]|盖章|"
    r"项目|符[合号]|相[同关应]|申请|凌[晨乱]|明[明确显白知]|和[其他她我你]|罗[列嗦]|郑重|杨[树絮]|董事|杜绝|戴[口着头]|黎明|赖[着账在]|"
    r"庞大(?![爷哥姐妈])|焦[急虑点]|岳[父母]|甄[别选]|屈[服从]|苏[醒州]|段时|曾[经多找与对被因向]|白[天白色]|祖[父母孙]|"
    r"田[地里间]|石[头材]|毛[坯病]|季[度节]|林[地业木]|夏[天季]|龙头|叶子|景[区观]|丁点|唐突|韩国|"
    r"全[体部家]|金[钱属]|江[边水]|文[件明化]|党[员委]|支[持付部]|容[易忍]|华[丽]|单[元独]|米|步[行入]|时[候至]|都[是不有没要被会能在])"
)
"""Words of every day that begin like a name."""


def _one(surnames: str, after: str, sure: bool) -> str:
    """Return the pattern of a name; where it is `sure` that one comes, its end may be guessed."""
    end = rf"(?=$|[^{_CJK}]|{after})"
    hidden = rf"[*×xX某○]{{1,2}}(?!{_WORDS})[{_CJK}]{end}|[*×xX某○]{{1,3}}(?![A-Za-z])"
    given = rf"{_NO_GIVEN}[{_CJK}]{{1,2}}?{end}"
    given += rf"|{_NO_GIVEN}[{_CJK}]{{2}}{_NO_PLACE}" if sure else _NOT_A_PLACE
    return rf"{_NOT_A_NAME}((?:(?:{_DOUBLE})|[{surnames}])(?:{_TITLE}|{hidden}|{given}))"


_ANY = "".join(dict.fromkeys(_CLEAR + _COMMON + _DOUBTFUL + _RARE))
_NAMED = re.compile(
    rf"(?:{_SURE})(?:{_GAP})?{_one(_ANY, _WORDS, True)}"
    rf"|(?:{_OWN}|{_OTHERS})(?:{_COLON}{_one(_ANY, _WORDS, False)}"
    rf"|(?:{_GAP})?{_one(_COMMON, _BEGINS, False)}|([{_ANY}](?:{_TITLE}|某某?)))"
    rf"|名叫做?(?:{_GAP})?(?:{_one(_COMMON, _WORDS, True)}|{_one(_ANY, _WORDS, False)})"
    rf"|(?:{_OWN})(?:[ \t(](?:{_one(_CLEAR, '电话|手机', True)}|{_one(_ANY, _BEGINS, False)})"
    rf"|{_one(_CLEAR, _BEGINS, False)})"
    rf"|我是(?:(?<![{_CJK}]我是)|(?<=[你您]好我是)){_one(_COMMON, '电话|手机|身份证|住', False)}"
    r"(?<![人民生家长师工员户])"
)
_TITLED = re.compile(_TITLE)
_CALLS = re.compile(
    rf"(?:^|[^{_CJK}]|市民|居民|村民|业主|群众|商户|联系|经理|找){_NOT_A_NAME}"
    rf"((?:(?:{_DOUBLE})|[{_CLEAR}{_COMMON}])[{_CJK}]{{0,2}}?(?<![镇村乡街道路站屯营坨湾桥店庄区门城河园井]){_TITLE})"
    rf"(?=[^{_CJK}]|来电|来访|来信|致电|反映|反应|表示|称|说|投诉|举报|咨询|求助|要求|希望|询问|电话|手机|的|[在家住于系是又再第多已]|$)"
)
"""Who calls, by name and title: 赵某芬女士来电称."""
_ANOTHER = re.compile(rf"[、,]{_one(_COMMON, '[、,]|请[政有领求帮]', False)}(?=$|[^{_CJK}]|请)")


_BEFORE_A_PHONE = re.compile(
    rf"(?:^|[^{_CJK}]|[人员板长手监]|联系|致电|拨打|回复|告知|转告|找|给|请)"
    rf"{_NOT_A_NAME}([{_CLEAR}{_COMMON}](?:{_TITLE}|{_NO_GIVEN}[{_CJK}]{{1,2}})(?<![园井坟里]){_NOT_A_PLACE})"
    r"[ ,(:]?(?:联系)?(?:电话|手机|tel)?(?:号码|号)?[:为是 ]{0,2}$",
    re.I,
)
_REACH = 20


def owners(text: str, starts: Iterable[int]) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of names right before a phone that begins at one of `starts` in narrow `text`."""
    for at in starts:
        match = _BEFORE_A_PHONE.search(text[max(0, at - _REACH) : at])
        if match is not None:
            shift = max(0, at - _REACH)
            yield match.start(1) + shift, match.end(1) + shift, "name"


def names(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of names that stand after a label such as 姓名 or 联系人 in narrow `text`.

    Further names that follow one after a comma are found with it.
    """
    for first in _NAMED.finditer(text):
        match: re.Match[str] | None = first
        while match is not None:
            start, end = match.span(match.lastindex or 0)
            yield start, end, "name"
            match = _ANOTHER.match(text, end)
    for match in _CALLS.finditer(text) if _TITLED.search(text) else ():
        yield match.start(1), match.end(1), "name"


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
