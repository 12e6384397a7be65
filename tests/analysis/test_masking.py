"""Home of the tests of masking: what must go, what must stay, and how long it takes."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaowei.analysis.masking import LABELS, is_personal, mask

GONE = [
    ("来电10000008690", "phone"),
    ("电话138-0013-8000", "phone"),
    ("电话 138 0013 8000。", "phone"),
    ("１３８００１３８０００打不通", "phone"),
    ("手机一三八零零一三八零零零", "phone"),
    ("幺三八零零幺三八零零零", "phone"),
    ("1 3 8 0 0 1 3 8 0 0 0", "phone"),
    ("+86 13800138000", "phone"),
    ("8613800138000", "phone"),
    ("138.0013.8000", "phone"),
    ("电话13800138000一楼漏水", "phone"),
    ("2020-04-12 13800138000", "phone"),
    ("tel13800138000", "phone"),
    ("2021-011010119900307803X", "id_card"),
    ("赵玉芬女士来电称停电", "name"),
    ("请联系余文丹女士,", "name"),
    ("加V信 abc12345x", "account"),
    ("薇信号:wxid_zhang88", "account"),
    ("市民陈秀英女士,", "name"),
    ("010-81523456转802", "landline"),
    ("(010)81523456", "landline"),
    ("01081523456", "landline"),
    ("0316-2345678", "landline"),
    ("联系电话:8152-3456", "landline"),
    ("电话:八一五二三四五六", "landline"),
    ("110101199003078515", "id_card"),
    ("110101 19900307 8515", "id_card"),
    ("110101199003078516", "id_card"),
    ("一一零一零一一九九零零三零七八五一五", "id_card"),
    ("表13800138000终版.xlsx", "phone"),
    ("a13800138000b.xlsx", "phone"),
    ("工单13800138000", "phone"),
    ("QC13800138000", "phone"),
    ("1380013八零零零", "phone"),
    ("(138)0013-8000", "phone"),
    ("1.13800138000", "phone"),
    ("tel01081523456", "landline"),
    ("010/81523456", "landline"),
    ("11010519491231002X", "id_card"),
    ("11010519491231002x", "id_card"),
    ("身份证号:110112199001011234", "id_card"),
    ("旧证110112850101123", "id_card"),
    ("车牌京A12345", "plate"),
    ("京AD12345", "plate"),
    ("冀r·1234学", "plate"),
    ("4111 1111 1111 1111", "bank_card"),
    ("卡号6222021234567890123", "bank_card"),
    ("邮箱zhang.san@example.com.cn", "email"),
    ("微信zhangsan_88", "account"),
    ("QQ12345678", "account"),
    ("姓名张三,", "name"),
    ("联系人李小明电话", "name"),
    ("机主王某某反映", "name"),
    ("联系人:欧阳修远", "name"),
    ("我叫赵四", "name"),
    ("来电人:于和平", "name"),
    ("业主张女士", "name"),
    ("手机一、三、八、零、零、一、三、八、零、零、零", "phone"),
    ("手机号一三八零零一三八零零零一直打不通", "phone"),
    ("1、3、8、0、0、1、3、8、0、0、0", "phone"),
    ("一三八、零零一三、八零零零", "phone"),
    ("+86-10-81523456", "landline"),
    ("010-81523456分机802", "landline"),
    ("see\n(022)77888633", "landline"),
    ("电话八一五二三四五六找我", "landline"),
    ("1 1 0 1 0 1 1 9 9 0 0 3 0 7 8 5 1 5", "id_card"),
    ("身份证一 一 零 一 零 一 一 九 九 零 零 三 零 七 八 五 一 五", "id_card"),
    ("京 A12345", "plate"),
    ("京ABCDE1", "plate"),
    ("我叫张伟今天来电", "name"),
    ("联系人:王**,", "name"),
    ("姓名于洋", "name"),
    ("我叫欧阳建国家住东里", "name"),
    ("投诉人:李×要求", "name"),
    ("投诉人雷小明强烈要求", "name"),
    ("电话13800138000.0", "phone"),
    ("1.3800138E+10", "phone"),
    ("举报人 陈长道电话", "name"),
    ("反映人:于小平二〇二〇年四月", "name"),
    ("投诉人:黄立日期:4月", "name"),
    ("来电人(何先生)反映", "name"),
    ("【姓名】张建国", "name"),
    ("姓名:\n张建国", "name"),
    ("姓  名:连玲", "name"),
    ("联系人1:张建国", "name"),
    ("姓名(必填):张建国", "name"),
    ("联系人/电话:张建国/未留", "name"),
    ("联系人:儿子张建国", "name"),
    ("联系人、张建国", "name"),
    ("联系人:汪志强师傅", "name"),
    ("联系人:蔡建国系我小区业主", "name"),
    ("联系人 孙学文年龄四十五", "name"),
    ("信访人许华(先生)", "name"),
    ("我母亲刘香莲(八十岁)", "name"),
    ("您好!本人高超,是富力城业主", "name"),
    ("姓名:扎西,", "name"),
    ("联系人:阿依古丽·吐尔逊,", "name"),
    ("联系人:格桑卓玛,", "name"),
    ("留言人:王 波 举报", "name"),
    ("联系人:张李梓涵,", "name"),
    ("联系人:欧阳 娜,", "name"),
    ("联系人高鑫。", "name"),
    ("联系人,何景花,", "name"),
    ("联系人为何磊,电话未留", "name"),
    ("联系人:其其格,", "name"),
    ("姓名:郑 明 姓名不详", "name"),
    ("联系人:周一连,", "name"),
    ("法人代表:林宏冬", "name"),
    ("加我v zhangwei88", "account"),
    ("手机013800138000", "phone"),
    ("宅电65881234", "landline"),
    ("【座机】65881234", "landline"),
    ("010 - 65881234", "landline"),
    ("86-10-65881234", "landline"),
    ("存折9558801087934776929", "bank_card"),
    ("身份证11010519491231002×", "id_card"),
    ("hui.chen @yeah.net", "email"),
    ("Emailabc@163.com", "email"),
    ("京A•12345", "plate"),
    ("京・A12345", "plate"),
    ("京牌A12345", "plate"),
    ("车牌N8K326", "plate"),
    ("微信ID:zhang123", "account"),
    ("微信联系zhang123", "account"),
    ("加V:zhang123", "account"),
    ("+vzhang123", "account"),
    ("QQ(795849)", "account"),
    ("QQ:379 422 545", "account"),
    ("加QQ621308", "account"),
    ("企鹅号795849", "account"),
    ("QQ二二四五六七", "account"),
]
STAYS = [
    "GD2020000001",
    "GD10000000001",
    "TZ2020-001",
    "修复1280平方米",
    "面积1800 2000 150平",
    "2020年4月12日",
    "2020-03-13 12:41",
    "20200412",
    "来电20200412反映",
    "30755700.00元",
    "10000000000元",
    "3075.57万元",
    "订单号10012345678",
    "订单号13800138000",
    "户号13800138000",
    "工单10012345678",
    "工单GD20200412000001",
    "GD19080100012",
    "2020041213450700123",
    "310115202008120013",
    "620102202204120018",
    "订单号:202004121234567890",
    "202004121234567890",
    "2020041211010119900307804100",
    "12345热线",
    "400-810-8888",
    "拨打110",
    "坐标116.39712812345,39.91652712345",
    "通惠南路29号院",
    "新A区3号楼",
    "来电人表示,其在某镇",
    "联系人和电话",
    "户主于昨日反映",
    "投诉人马上要求处理",
    "举报人 于家桥路口",
    "被投诉人房屋漏水",
    "反映人全家外出",
    "合计13800138000.05元",
    "1.2E+10元",
    "投诉人谢谢您",
    "业主反映",
    "微信公众号发布",
    "微信支付10000元",
    "定海园一里一号楼一单元一零一",
    "电话400-6500-311",
    "1094、837、633、1861、1102、1429室",
    "1、2、3、4、5、6、7、8、9、10、11号楼",
    "187、1381、1589室",
    "桩号K9+178,20200721",
    "灯杆D18931 2025-07-07",
    "全体业主陈述情况",
    "业主,凌晨还在施工",
    "侵害姓名权名誉权",
    "业主张贴的通知",
    "黄村大姐说路灯不亮",
    "刘家庄先生反映",
    "姓名和身份证号不一致",
    "姓名为何登记错误",
    "未提供姓名和地址",
    "姓名应保密",
    "姓名:热心市民",
    "孩子向老师反映",
    "家长应老师要求购买教辅",
    "患者康复后要求报销",
    "快递单号JDVB13350083117",
    "市民关注其微信公众号",
    "联系人为何泄露",
    "来电人江苏人",
    "来电人钱包丢在出租车上",
    "反映人陆续投诉多次",
    "居民潘家园",
    "我叫高德打车",
    "联系人:李宁专卖店",
    "负责人:金地物业",
    "联系人:史家小学",
    "来电人称鸿洲·嘉和轩停电",
    "孩子是祖国的花朵",
    "家长和老师都在",
    "需要签字,尤其是合同",
    "本人是水泥所家属院的租户",
    "姓名:不详",
    "姓名:***",
    "梯11京A12345",
    "经度116.79555904",
    "单车编号12337563988",
    "准考证号035171127456",
    "快递YT036125595633",
    "购车指标0243060739",
    "工单编号110102202305282088",
    "企业注册号110105040915608",
    "微信iPhone版本",
    "微信12345公众号",
    "微信20230105聊天",
    "QQ群123456789",
]


@pytest.mark.parametrize(("text", "kind"), GONE)
def test_personal_data_goes(text: str, kind: str) -> None:
    result = mask(text)
    assert dict(result.counts) == {kind: 1}
    assert LABELS[kind] in result.text
    assert not re.search(r"\d{5}", result.text.replace("2020-04-12", ""))


@pytest.mark.parametrize("text", STAYS)
def test_the_rest_stays(text: str) -> None:
    result = mask(text)
    assert (result.text, dict(result.counts)) == (text, {})


def test_several_in_one_text() -> None:
    result = mask("联系人:张三,电话13800138000或139 0013 9000,车牌京A12345")
    assert result.text == "联系人:[姓名],电话[手机号]或[手机号],车牌[车牌号]"
    assert dict(result.counts) == {"name": 1, "phone": 2, "plate": 1}


@given(st.text(st.sampled_from("0123456789 -一二三〇幺１３京AX@.电话微信姓名张三:号年元GD")))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text).text
    assert mask(once).text == once


@given(
    st.lists(
        st.sampled_from(["姓名", "联系人", "本人", "业主", "我叫", "微信", "QQ", "电话", "社区"])
        | st.sampled_from(["王", "李", "欧阳", "古丽", "建国"])
        | st.sampled_from(["女士", "某", "a1b2c3", "13800138000", "010-", "京A"])
        | st.sampled_from(":,、()【】[]·是为和说的*\n ")
    ).map("".join)
)
def test_what_is_masked_is_masked(text: str) -> None:
    once = mask(text).text
    assert mask(once).text == once


@given(
    st.from_regex(r"1[0-9]{10}", fullmatch=True), st.sampled_from(["", "电话", "来电:", "(", " "])
)
def test_every_number_of_eleven_digits_goes(phone: str, before: str) -> None:
    assert phone not in mask(f"市民反映停水,{before}{phone},请回电").text


@pytest.mark.parametrize(
    "hostile",
    [
        "1" * 200_000,
        "1 " * 100_000,
        "a@" * 100_000,
        "a." * 100_000 + "@",
        "姓名" * 100_000,
        "零一" * 100_000,
        "京A" * 100_000,
        "微信 " * 70_000,
        "电话," * 70_000,
        "联系人:" * 70_000,
        "联系人" + "姓名为" * 70_000,
        "王" * 200_000,
        "本人王·" * 50_000,
    ],
)
def test_hostile_text_takes_linear_time(hostile: str) -> None:
    began = time.process_time()
    mask(hostile)
    assert time.process_time() - began < 2


def test_gold_phones_all_go(gold_rows: list[dict[str, str]]) -> None:
    masked = [mask(row["诉求内容"]) for row in gold_rows]
    assert not any(re.search(r"1\d{10}", result.text) for result in masked)
    assert all(set(result.counts) <= {"phone"} for result in masked)


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("13800001111", True),
        ("110105194912310021", True),
        ("11010519491231002X", True),
        ("138000011112", False),
        ("热线-13800001111", True),
        ("GD13800001111", True),
        ("GD19080100012", False),
        ("GD2020041213800138000", True),
        ("20200831000123", False),
        ("110112202008120015", False),
        ("YS000000001", False),
    ],
)
def test_only_a_text_that_is_a_number_of_somebody_is_personal(text: str, personal: bool) -> None:
    assert is_personal(text) is personal


def test_landlines_in_a_row_go() -> None:
    assert mask("13800138000/69521234").text == "[手机号]/[座机号]"
    assert mask("13800138000、20200412").text == "[手机号]、20200412"
    assert mask("电话0734-8729360、8722415").text == "电话[座机号]、[座机号]"
    assert mask("电话81523456,20200412来电").text == "电话[座机号],20200412来电"


def test_names_in_a_row_and_right_before_a_phone_go() -> None:
    assert mask("投诉人:张三、李菲,王小明,请处理").text == "投诉人:[姓名]、[姓名],[姓名],请处理"
    assert mask("村民:李建明,陈大志请政府关注").text == "村民:[姓名],[姓名]请政府关注"
    assert mask("请联系老板许红连(电话13800138000)").text == "请联系老板[姓名](电话[手机号])"
    assert mask("周边电话13800138000").text == "周边电话[手机号]"
    assert mask("市民林静,电话13800138000").text == "市民[姓名],电话[手机号]"
    assert mask("温州市,联系电话13800138000").text == "温州市,联系电话[手机号]"
    assert mask("提供51项材料\n13800138000").text == "提供51项材料\n[手机号]"
