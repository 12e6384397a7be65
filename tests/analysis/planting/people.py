"""Home of planted names: frequent and compound surnames, given names, and the labels before them."""

from __future__ import annotations

from random import Random

from tests.analysis.planting.numbers import WORDS

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴"
    "夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜"
    "詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边"
)  # fmt: skip
COMPOUND = WORDS["compound"]
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲华红建国志玉海燕春梅建军宝生永福荣兴德金凤淑珍"
    "晓鹏飞龙斌浩宇轩子涵梓欣怡雨泽思远俊峰雪婷倩莉萍琴琳颖慧佳佩瑶鑫淼森林立新庆祥成光宗耀祖长贵景山松柏"
    "振东旭阳家豪学友义仁礼智信忠孝安宁卫民爱全胜利凯旋亮星月云雷少波江河洪涌源清润泉田野树根发财旺"
)
LABELS = WORDS["labels"]
COMMONEST = "王李张刘陈杨赵黄周吴徐孙胡朱郭罗梁宋郑谢韩唐冯董程曹袁邓许沈彭吕苏卢蒋蔡贾丁魏薛潘杜戴"
LOOSE = ("业主", "本人", "市民", "户主", "车主", "来电人", "机主", "联系人")
AFTER = WORDS["after_name"]


def name(dice: Random) -> tuple[str, str]:
    """Return a name and its form; titles and 某 are forms as well."""
    form = dice.choice(["two", "three", "three", "three", "compound", "some", "title", "starred"])
    surname = dice.choice(SURNAMES)
    if form == "compound":
        return dice.choice(COMPOUND) + _given(dice, dice.choice([1, 2])), form
    if form == "some":
        return surname + dice.choice(["某", "某某", "某" + dice.choice(GIVEN)]), form
    if form == "title":
        return surname + dice.choice(["先生", "女士", "师傅", "大爷", "阿姨", "小姐", "老师"]), form
    if form == "starred":
        return surname + dice.choice(["*" + dice.choice(GIVEN), "**", "xx", "XX", "××"]), form
    return surname + _given(dice, 1 if form == "two" else 2), form


def _given(dice: Random, count: int) -> str:
    return "".join(dice.choice(GIVEN) for _ in range(count))


def called(dice: Random) -> tuple[str, str, str, str]:
    """Return what stands ahead, the name, what follows, and the form."""
    ahead, (found, form), after = dice.choice(LABELS), name(dice), dice.choice(AFTER)
    while ahead in LOOSE and found[0] not in COMMONEST:
        # even a reader cannot tell 业主高兴 from a name
        found, form = name(dice)
    return ahead, found, after, form


def owner(dice: Random) -> str:
    return dice.choice(COMMONEST) + _given(dice, dice.choice([1, 2, 2]))
