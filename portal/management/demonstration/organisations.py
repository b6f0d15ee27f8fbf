"""The district of the demonstration: invented names, but for the pilot community's."""

from collections.abc import Iterable

from portal.lib.periods import Period
from portal.people.enums import OrganisationKind as Kind
from portal.people.models import Headcount, Organisation, OrganisationTag

TAGS = {
    "hazmat_unit": ("危险物品单位", "Hazardous materials"),
    "fireworks": ("烟花爆竹", "Fireworks"),
    "industry_trade": ("工贸企业", "Industry and trade"),
    "construction": ("建筑施工", "Construction"),
    "se_user": ("特种设备使用单位", "Special-equipment user"),
    "crowded_place": ("人员密集场所", "Crowded place"),
    "gas_operator": ("燃气经营", "Gas operator"),
    "family_workshop": ("家庭作坊", "Family workshop"),
    "school": ("学校", "School"),
    "highrise": ("高层住宅", "High-rise homes"),
    "model_community": ("安全文化示范小区", "Model community for safety culture"),
}

DEPARTMENTS = [
    "区应急管理局",
    "区消防救援大队",
    "区市场监督管理局",
    "区自然资源局",
    "区住房和城乡建设局",
    "区教育局",
    "区城市管理局",
    "区公安分局",
    "区交通运输局",
    "区卫生健康局",
    "区农业农村局",
    "区水务局",
    "区文化和旅游局",
    "区生态环境分局",
    "区工业和信息化局",
    "区民政局",
]

SPECIALIST_COMMITTEES = [
    "危险化学品和烟花爆竹",
    "工贸行业",
    "建筑施工",
    "特种设备",
    "消防和人员密集场所",
    "城镇燃气",
    "道路交通",
    "旅游",
    "教育",
    "农业机械",
    "水利",
    "电力",
    "矿山",
    "文体娱乐",
]

# Town, sub-district or park -> (kind, villages and communities below it).
STREETS = {
    "榆林镇": (Kind.TOWN, ["榆林佳苑社区", "榆林村", "上河村"]),
    "石桥镇": (Kind.TOWN, ["石桥村", "南坡村"]),
    "南河镇": (Kind.TOWN, ["南河村", "渡口村"]),
    "柳庄镇": (Kind.TOWN, ["柳庄村", "北岗村"]),
    "安信街道办事处": (Kind.SUBDISTRICT, ["凤凰城北区小区", "铁路新村社区", "学府名都社区"]),
    "和平街道办事处": (Kind.SUBDISTRICT, ["和平里社区", "东湖花园社区"]),
    "平安工业园": (Kind.PARK, []),
}

MODEL_COMMUNITIES = [
    "凤凰城北区小区",
    "和平里社区",
    "东湖花园社区",
    "铁路新村社区",
    "榆林佳苑社区",
    "学府名都社区",
]

# Street, name, tags, people on the register. The first twelve are visited with lessons to the door.
ENTERPRISES = [
    ("榆林镇", "榆林手工编织联户作坊", ["family_workshop"], 46),
    ("平安工业园", "宏远机械加工厂", ["industry_trade", "se_user"], 62),
    ("平安工业园", "永盛涂料有限公司", ["hazmat_unit"], 68),
    ("平安工业园", "鑫达铸造有限公司", ["industry_trade"], 70),
    ("石桥镇", "石桥面粉加工厂", ["industry_trade"], 60),
    ("平安工业园", "恒通精密仪器有限公司", ["industry_trade", "se_user"], 112),
    ("安信街道办事处", "万家乐购物中心", ["crowded_place", "se_user"], 82),
    ("南河镇", "南河仓储物流有限公司", ["industry_trade"], 70),
    ("平安工业园", "华泰化工有限公司", ["hazmat_unit"], 65),
    ("柳庄镇", "柳庄木器联户作坊", ["family_workshop"], 60),
    ("和平街道办事处", "和平燃气服务有限公司", ["gas_operator", "hazmat_unit"], 65),
    ("平安工业园", "金桥食品有限公司", ["industry_trade"], 77),
    ("安信街道办事处", "安居建筑工程有限公司", ["construction"], 60),
    ("和平街道办事处", "宏图建设集团平安项目部", ["construction"], 52),
    ("榆林镇", "榆林烟花爆竹储运站", ["fireworks", "hazmat_unit"], 24),
    ("石桥镇", "石桥混凝土搅拌站", ["construction"], 28),
    ("南河镇", "南河农机合作社", ["industry_trade"], 22),
    ("柳庄镇", "柳庄粮油收储站", ["industry_trade"], 20),
    ("平安工业园", "顺达电梯维保有限公司", ["se_user"], 26),
    ("安信街道办事处", "凤凰大酒店", ["crowded_place"], 38),
    ("和平街道办事处", "东湖影城", ["crowded_place"], 18),
    ("榆林镇", "老张豆腐坊", ["family_workshop"], 5),
    ("榆林镇", "王家面条作坊", ["family_workshop"], 4),
    ("石桥镇", "李记铁艺作坊", ["family_workshop"], 6),
    ("南河镇", "河边渔网作坊", ["family_workshop"], 7),
    ("柳庄镇", "赵家酿造作坊", ["family_workshop"], 6),
    ("安信街道办事处", "安信街道小餐饮联合会", ["crowded_place"], 45),
    ("和平街道办事处", "和平路便民市场", ["crowded_place"], 50),
]

SCHOOLS = [
    ("安信街道办事处", "平安新区第一小学"),
    ("和平街道办事处", "平安新区实验中学"),
    ("榆林镇", "榆林镇中心幼儿园"),
]

DISTRICT = "平安新区"
OFFICE = "区安全生产委员会办公室"


def load() -> dict[str, Organisation]:
    """Make the tree of organisations; return each by its name."""
    tags = {
        code: OrganisationTag.objects.get_or_create(
            code=code, defaults={"name_zh": zh, "name_en": en}
        )[0]
        for code, (zh, en) in TAGS.items()
    }
    made: dict[str, Organisation] = {}

    def add(name: str, kind: str, parent: str = "", marks: Iterable[str] = ()) -> None:
        if parent:
            made[name] = Organisation.objects.get(pk=made[parent].pk).add_child(
                name=name, kind=kind
            )
        else:
            made[name] = Organisation.add_root(name=name, kind=kind)
        made[name].tags.add(*(tags[mark] for mark in marks))

    add(DISTRICT, Kind.DISTRICT)
    add("区管理委员会", Kind.COMMITTEE, DISTRICT)
    add("区安全生产委员会", Kind.COMMITTEE, DISTRICT)
    add(OFFICE, Kind.COMMITTEE, "区安全生产委员会")
    for name in SPECIALIST_COMMITTEES:
        add(f"{name}专业委员会", Kind.COMMITTEE, "区安全生产委员会")
    for name in DEPARTMENTS:
        add(name, Kind.DEPARTMENT, DISTRICT)
    for street, (kind, places) in STREETS.items():
        add(street, kind, DISTRICT)
        for name in places:
            marks = ["model_community", "highrise"] if name in MODEL_COMMUNITIES else []
            add(name, Kind.VILLAGE if name.endswith("村") else Kind.COMMUNITY, street, marks)
    for street, name, marks, _people in ENTERPRISES:
        add(name, Kind.ENTERPRISE, street, marks)
    for street, name in SCHOOLS:
        add(name, Kind.SCHOOL, street, ["school", "crowded_place"])
    _count_people(made)
    # Adding children changed the parents' rows: read them as they are.
    return {one.name: one for one in Organisation.objects.all()}


def _count_people(made: dict[str, Organisation]) -> None:
    Headcount.objects.bulk_create(
        Headcount(organisation=made[name], counted_date=Period(2025).start_date, people=people)
        for _street, name, _marks, people in ENTERPRISES
    )
