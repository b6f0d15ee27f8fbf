"""The drills of the past year: 27 of the six topics, and what each topic is about."""

from dataclasses import dataclass
from datetime import datetime

from portal.lib.periods import BUSINESS_ZONE

FIRE = "区消防救援大队"
EMERGENCY = "区应急管理局"
MARKET = "区市场监督管理局"
LAND = "区自然资源局"
WATER = "区水务局"
HOUSING = "区住房和城乡建设局"


@dataclass(frozen=True, slots=True)
class Line:
    """One drill as it was held: who led, who drilled along, how many signed in and were counted."""

    day: str
    hour: int
    topic: str
    title: str
    lead: str
    place: str
    named: int
    counted: int = 0
    together: tuple[str, ...] = ()
    tabletop: bool = False
    public: bool = False
    scores: str = "5535"

    @property
    def starts_at(self) -> datetime:
        """The start, 2025 in Asia/Shanghai."""
        month, day = self.day.split("-")
        return datetime(2025, int(month), int(day), self.hour, tzinfo=BUSINESS_ZONE)


# Day, hour, topic, title, lead, place, named, counted besides, …
YEAR_2025 = [
    Line("01-15", 10, "fire", "购物中心节前消防疏散演练", FIRE, "万家乐购物中心", 38, 62),
    Line(
        *("03-12", 9, "hazchem", "甲醇储罐泄漏处置演练", EMERGENCY, "永盛涂料有限公司", 45),
        together=(FIRE, "区生态环境分局", "区卫生健康局"),
    ),
    Line(
        *("03-26", 14, "highrise_fire", "学府名都高层火灾逃生演练", FIRE),
        *("学府名都社区", 24, 80),
        public=True,
    ),
    Line("04-11", 9, "special_equipment", "电梯困人救援演练", MARKET, "凤凰大酒店", 22),
    Line("04-16", 15, "fire", "敬老节前社区消防演练", FIRE, "和平里社区", 20, 55, public=True),
    Line("04-29", 9, "geohazard", "南坡村滑坡避险转移演练", LAND, "南坡村", 28, 46, public=True),
    Line("05-09", 9, "flood", "南河险段抢险桌面推演", WATER, "区应急指挥中心", 26, tabletop=True),
    Line(
        *("05-12", 14, "geohazard", "防灾减灾日地质灾害综合演练", LAND, "上河村", 52, 90),
        together=(EMERGENCY, "榆林镇"),
        public=True,
        scores="5555",
    ),
    Line(
        "05-21", 10, "highrise_fire", "和平里高层逃生演练", FIRE, "和平里社区", 20, 60, public=True
    ),
    Line("05-28", 9, "flood", "渡口村群众转移演练", WATER, "渡口村", 30, 70, public=True),
    Line(
        *("06-05", 14, "hazchem", "液氨泄漏应急救援综合演练", EMERGENCY),
        *("华泰化工有限公司", 60, 40),
        together=(FIRE, "区生态环境分局", MARKET),
        scores="5555",
    ),
    Line("06-12", 9, "flood", "城区内涝抢排演练", WATER, "东湖花园社区", 34),
    Line("06-16", 15, "fire", "安全生产月消防实操演练", FIRE, "人民广场", 25, 150, public=True),
    Line(
        *("06-20", 14, "highrise_fire", "凤凰城北区高层火灾逃生演练", FIRE),
        *("凤凰城北区小区", 36, 120),
        together=(HOUSING, "安信街道办事处"),
        public=True,
        scores="5355",
    ),
    Line("06-27", 9, "hazchem", "燃气储配站泄漏演练", EMERGENCY, "和平燃气服务有限公司", 32),
    Line("07-08", 9, "flood", "汛期紧急转移桌面推演", WATER, "区应急指挥中心", 24, tabletop=True),
    Line("07-15", 9, "geohazard", "北岗村群测群防演练", LAND, "北岗村", 22, 38, scores="3331"),
    Line("07-29", 14, "hazchem", "危化品运输车侧翻处置演练", EMERGENCY, "平安工业园", 40),
    Line("08-14", 9, "special_equipment", "锅炉超压应急演练", MARKET, "金桥食品有限公司", 20),
    Line("08-26", 10, "fire", "工业园仓库火灾扑救演练", FIRE, "南河仓储物流有限公司", 42),
    Line("09-05", 10, "fire", "开学第一课校园疏散演练", FIRE, "平安新区第一小学", 30, 420),
    Line(
        *("09-24", 14, "highrise_fire", "东湖花园高层逃生演练", FIRE, "东湖花园社区", 22, 66),
        public=True,
    ),
    Line(
        *("10-22", 9, "special_equipment", "游乐设施高空滞留救援演练", MARKET, "东湖公园", 35),
        together=(FIRE, EMERGENCY),
    ),
    Line(
        *("11-07", 9, "fire", "119 消防宣传月综合演练", FIRE, "万家乐购物中心", 48, 160),
        together=(EMERGENCY, "区公安分局"),
        public=True,
    ),
    Line(
        *("11-13", 14, "highrise_fire", "铁路新村高层逃生演练", FIRE, "铁路新村社区", 18, 52),
        public=True,
    ),
    Line("11-27", 9, "fire", "夜间小餐饮火灾扑救演练", FIRE, "安信街道小餐饮街", 26, scores="3353"),
    Line(
        *("12-10", 9, "hazchem", "冬季危化企业桌面推演", EMERGENCY, "区应急指挥中心", 28),
        tabletop=True,
    ),
]

# The finding of a drill, by topic: what was wrong, why, what was done about it.
SHORTFALLS = {
    "hazchem": (
        "堵漏工具箱缺 DN50 卡具，到场后临时调运",
        "NO_RESOURCE",
        "EQUIP",
        "补齐堵漏卡具并列入月检",
    ),
    "fire": (
        "二层疏散门被货架挡住一半",
        "COORDINATION",
        "REPAIR",
        "清移货架，划出禁放线并拍照留存",
    ),
    "flood": (
        "转移名单里有两位独居老人电话已停机",
        "NOT_KNOWN",
        "PROCEDURE",
        "每月由网格员核对一次转移名单",
    ),
    "special_equipment": (
        "困人电话第一次无人接听",
        "NOT_SKILLED",
        "TRAIN",
        "值班员重新培训并每周试拨",
    ),
    "highrise_fire": (
        "五层防火门被楔子顶住常开",
        "NOT_KNOWN",
        "PUBLICISE",
        "入户讲解常闭防火门，取走门楔",
    ),
    "geohazard": ("预警铜锣在村东听不清", "PLAN_GAP", "EQUIP", "加装两处手摇报警器并测试覆盖"),
}

# The categories of form A2 that a topic tests beside warning, command and the general one.
CATEGORIES = {
    "hazchem": ("A2-5", "A2-9"),
    "fire": ("A2-2", "A2-5"),
    "flood": ("A2-6", "A2-12"),
    "special_equipment": ("A2-7", "A2-11"),
    "highrise_fire": ("A2-9", "A2-10"),
    "geohazard": ("A2-8", "A2-12"),
}

OBJECTIVES = {
    "hazchem": ("接警后 15 分钟内完成堵漏准备", "下风向群众 20 分钟内完成通知"),
    "fire": ("报警后 3 分钟内完成初起火灾扑救", "全部人员 5 分钟内到达集合点并清点"),
    "flood": ("预警发布后 40 分钟内完成转移", "物资 30 分钟内到达险段"),
    "special_equipment": ("接报后 5 分钟内安抚被困人员", "30 分钟内安全救出"),
    "highrise_fire": ("警报响起后 6 分钟内低层全部撤离", "行动不便的人有专人协助"),
    "geohazard": ("预警后 20 分钟内到达安置点", "清点人数与名册一致"),
}

SCENARIOS = {
    "hazchem": "储罐法兰泄漏，现场两人受伤，下风向有居民区。",
    "fire": "营业时间库房起火，烟气进入疏散走道。",
    "flood": "三小时降雨九十毫米，险段渗水，低洼处进水。",
    "special_equipment": "设备突然停机，有人被困，其中一位老人心慌。",
    "highrise_fire": "九层住户电动自行车电池起火，浓烟封住一部楼梯。",
    "geohazard": "连续降雨后坡体出现裂缝，监测点报警。",
}
