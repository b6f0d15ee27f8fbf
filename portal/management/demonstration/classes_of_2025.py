"""The classes of the past year: courses, trainers, and 53 sessions, one line each."""

from dataclasses import dataclass
from datetime import datetime

from portal.lib.periods import BUSINESS_ZONE
from portal.people.enums import Audience
from training.enums import CourseKind

# Code -> title, kind, topic, audience, minutes, summary.
COURSES = {
    "zhuyao-fuzeren": (
        "主要负责人和安全管理人员培训",
        CourseKind.REFRESHER,
        "general",
        Audience.PRINCIPAL,
        180,
        "法定职责、隐患排查、应急处置，结合本区近年案例。",
    ),
    "xin-yuangong": (
        "新员工岗前安全教育",
        CourseKind.THREE_LEVEL,
        "general",
        Audience.NEW_RECRUIT,
        180,
        "上岗前先学会：看懂标志、用对防护、遇险先撤。",
    ),
    "weihua-quanyuan": (
        "危险化学品企业全员安全",
        CourseKind.SPECIAL,
        "hazchem",
        Audience.WORKER,
        150,
        "化学品标签、泄漏处置、个体防护。",
    ),
    "xiaofang-chuqi": (
        "消防安全与初起火灾扑救",
        CourseKind.SPECIAL,
        "fire",
        Audience.WORKER,
        120,
        "灭火器动手练，疏散路线走一遍。",
    ),
    "youxian-kongjian": (
        "有限空间作业安全",
        CourseKind.SPECIAL,
        "limited_space",
        Audience.WORKER,
        150,
        "先通风、再检测、后作业，严禁盲目施救。",
    ),
    "tezhong-shebei": (
        "特种设备安全操作",
        CourseKind.SPECIAL,
        "special_equipment",
        Audience.WORKER,
        150,
        "电梯、叉车、锅炉：持证、点检、应急。",
    ),
    "jianzhu-zhuiluo": (
        "建筑施工防高处坠落",
        CourseKind.SPECIAL,
        "construction",
        Audience.MIGRANT_WORKER,
        120,
        "安全带怎么系，临边洞口怎么护。",
    ),
    "wangge-paicha": (
        "网格员隐患排查",
        CourseKind.SPECIAL,
        "general",
        Audience.GRID_WORKER,
        150,
        "入户看什么、怎么说、怎么报。",
    ),
    "xiaoyuan-shusan": (
        "校园应急疏散",
        CourseKind.PUBLIC,
        "school_evacuation",
        Audience.STUDENT,
        90,
        "听到警报怎么走，老师站在哪里。",
    ),
    "jiating-ranqi": (
        "家庭燃气安全讲座",
        CourseKind.PUBLIC,
        "gas",
        Audience.PUBLIC,
        90,
        "软管、阀门、报警器，闻到气味先做三件事。",
    ),
    "jiating-xiaofang": (
        "家庭消防与电动自行车安全",
        CourseKind.PUBLIC,
        "ebike",
        Audience.PUBLIC,
        90,
        "停在室外，充在桩上；烟起先关门。",
    ),
    "jiuyuan-jineng": (
        "专兼职救援队伍技能",
        CourseKind.REFRESHER,
        "flood",
        Audience.RESCUER,
        240,
        "绳索、破拆、水上救援，分组轮训。",
    ),
    "ganbu-zhuanti": (
        "领导干部安全生产专题",
        CourseKind.REFRESHER,
        "general",
        Audience.OFFICIAL,
        150,
        "“三管三必须”怎么落到每个岗位。",
    ),
    "diya-diangong": (
        "低压电工作业人员复审培训",
        CourseKind.REFRESHER,
        "general",
        Audience.WORKER,
        240,
        "特种作业操作证三年一复审：新规程、触电急救、事故案例。",
    ),
    "songjiao-shangmen": (
        "送教上门：车间安全一课",
        CourseKind.SPECIAL,
        "fire",
        Audience.WORKER,
        90,
        "专家到厂里讲，围着自己的设备找隐患。",
    ),
}

# Courses that ask for identity numbers, and by which rule.
ASKS_IDENTITY = {"diya-diangong": "《特种作业人员安全技术培训考核管理规定》（总局令第 30 号）"}

# Where the rooms are; streets of an invented district.
ADDRESSES = {
    "区应急指挥中心报告厅": "平安大道 1 号 2 楼",
    "平安工业园培训中心": "工业园创新路 66 号",
    "消防科普教育馆": "人民路 119 号",
    "安信街道办三楼会议室": "安信街 8 号",
    "和平里社区活动室": "和平里小区 3 号楼 1 层",
    "平安新区实验中学礼堂": "学府路 20 号",
}

OFFICE = "区安全生产委员会办公室"
EMERGENCY = "区应急管理局"


@dataclass(frozen=True, slots=True)
class Line:
    """One class as the office planned it: how many came by name, how many were only counted."""

    day: str
    hour: int
    course: str
    run: int
    organiser: str
    where: str
    named: int
    counted: int = 0
    at_host: bool = False

    @property
    def starts_at(self) -> datetime:
        """The start, 2025 in Asia/Shanghai."""
        month, day = self.day.split("-")
        return datetime(2025, int(month), int(day), self.hour, tzinfo=BUSINESS_ZONE)


def visit(day: str, hour: int, run: int, host: str, named: int, counted: int) -> Line:
    """Return a lesson to the door: the host's own staff, and who else stood in the yard."""
    return Line(day, hour, "songjiao-shangmen", run, OFFICE, host, named, counted, at_host=True)


# The six columns: day, hour, course, run of the year, organiser, place, named, counted besides.
YEAR_2025 = [
    Line("01-09", 9, "zhuyao-fuzeren", 1, OFFICE, "区应急指挥中心报告厅", 120),
    Line("01-16", 14, "xiaofang-chuqi", 1, "区消防救援大队", "消防科普教育馆", 90),
    Line("02-13", 9, "xin-yuangong", 1, EMERGENCY, "平安工业园培训中心", 130),
    Line("02-20", 9, "weihua-quanyuan", 1, EMERGENCY, "平安工业园培训中心", 110),
    visit("02-26", 14, 1, "榆林手工编织联户作坊", 46, 14),
    Line("03-06", 9, "zhuyao-fuzeren", 1, OFFICE, "区应急指挥中心报告厅", 130),
    Line("03-13", 9, "xin-yuangong", 1, EMERGENCY, "平安工业园培训中心", 120),
    Line("03-20", 14, "ganbu-zhuanti", 1, OFFICE, "区应急指挥中心报告厅", 90),
    visit("03-27", 14, 1, "宏远机械加工厂", 62, 18),
    Line("04-03", 9, "wangge-paicha", 1, "安信街道办事处", "安信街道办三楼会议室", 42),
    Line("04-10", 9, "youxian-kongjian", 1, EMERGENCY, "平安工业园培训中心", 160),
    Line("04-17", 14, "xiaoyuan-shusan", 1, "区教育局", "平安新区实验中学礼堂", 118),
    visit("04-24", 14, 2, "永盛涂料有限公司", 68, 22),
    Line("05-07", 19, "jiating-xiaofang", 1, "和平街道办事处", "和平里社区活动室", 150),
    Line("05-08", 9, "tezhong-shebei", 1, "区市场监督管理局", "平安工业园培训中心", 140),
    Line("05-14", 9, "zhuyao-fuzeren", 2, OFFICE, "区应急指挥中心报告厅", 118),
    Line("05-20", 9, "xin-yuangong", 2, EMERGENCY, "平安工业园培训中心", 103),
    visit("05-22", 14, 2, "鑫达铸造有限公司", 70, 30),
    visit("05-29", 14, 3, "石桥面粉加工厂", 60, 19),
    Line("06-04", 19, "jiating-ranqi", 1, "区城市管理局", "东湖花园社区广场", 210, 40),
    Line("06-05", 9, "weihua-quanyuan", 1, EMERGENCY, "平安工业园培训中心", 180),
    Line("06-10", 9, "zhuyao-fuzeren", 2, OFFICE, "区应急指挥中心报告厅", 150),
    Line("06-12", 14, "ganbu-zhuanti", 1, OFFICE, "区应急指挥中心报告厅", 110),
    Line("06-17", 9, "xin-yuangong", 2, EMERGENCY, "平安工业园培训中心", 120),
    Line("06-18", 18, "jianzhu-zhuiluo", 1, "区住房和城乡建设局", "宏图项目部工人夜校", 98, 20),
    Line("06-19", 9, "jiuyuan-jineng", 1, "区消防救援大队", "区综合应急训练基地", 58),
    visit("06-24", 14, 3, "恒通精密仪器有限公司", 112, 30),
    visit("06-26", 14, 4, "万家乐购物中心", 82, 30),
    Line("07-03", 9, "jiuyuan-jineng", 1, "区消防救援大队", "区综合应急训练基地", 55),
    Line("07-10", 14, "xiaofang-chuqi", 1, "区消防救援大队", "消防科普教育馆", 150),
    Line("07-16", 19, "jiating-xiaofang", 1, "榆林镇", "榆林佳苑社区广场", 137),
    visit("07-24", 14, 4, "南河仓储物流有限公司", 70, 18),
    Line("08-07", 9, "youxian-kongjian", 1, EMERGENCY, "平安工业园培训中心", 135),
    Line("08-13", 18, "jianzhu-zhuiluo", 1, "区住房和城乡建设局", "安居项目部工人夜校", 95, 20),
    Line("08-20", 9, "wangge-paicha", 2, "和平街道办事处", "和平里社区活动室", 40),
    Line("08-27", 9, "zhuyao-fuzeren", 3, OFFICE, "区应急指挥中心报告厅", 110),
    Line("09-04", 14, "xiaoyuan-shusan", 2, "区教育局", "平安新区实验中学礼堂", 140),
    Line("09-10", 9, "xin-yuangong", 3, EMERGENCY, "平安工业园培训中心", 125),
    Line("09-16", 9, "tezhong-shebei", 2, "区市场监督管理局", "平安工业园培训中心", 130),
    visit("09-18", 14, 5, "华泰化工有限公司", 65, 16),
    visit("09-25", 14, 5, "柳庄木器联户作坊", 60, 20),
    Line("10-14", 19, "jiating-ranqi", 2, "区城市管理局", "东湖花园社区广场", 178, 29),
    Line("10-16", 14, "xiaofang-chuqi", 2, "区消防救援大队", "消防科普教育馆", 145),
    Line("10-21", 9, "zhuyao-fuzeren", 3, OFFICE, "区应急指挥中心报告厅", 120),
    Line("10-23", 18, "jianzhu-zhuiluo", 2, "区住房和城乡建设局", "宏图项目部工人夜校", 88),
    Line("10-30", 9, "wangge-paicha", 2, "安信街道办事处", "安信街道办三楼会议室", 40, 20),
    Line("11-06", 19, "jiating-xiaofang", 2, "安信街道办事处", "凤凰城北区文化长廊", 190),
    Line("11-11", 14, "weihua-quanyuan", 2, EMERGENCY, "平安工业园培训中心", 140),
    Line("11-18", 14, "ganbu-zhuanti", 2, OFFICE, "区应急指挥中心报告厅", 85),
    visit("11-20", 14, 6, "和平燃气服务有限公司", 65, 18),
    Line("12-04", 9, "zhuyao-fuzeren", 4, OFFICE, "区应急指挥中心报告厅", 140),
    Line("12-11", 9, "xin-yuangong", 3, EMERGENCY, "平安工业园培训中心", 115),
    visit("12-18", 14, 6, "金桥食品有限公司", 77, 22),
]

# Provisional people come to these classes, so many each, and to no other.
WALKED_IN = {"06-18": 12, "08-13": 10, "09-10": 7, "10-23": 8}

TRAINERS = [
    ("孙立国", "注册安全工程师"),
    ("何文静", "区应急管理局讲师"),
    ("陈志刚", "消防救援大队宣传参谋"),
    ("郭海燕", "特种设备检验师"),
    ("马骏", "建筑施工安全专家"),
    ("林晓", "燃气公司安全主管"),
]
