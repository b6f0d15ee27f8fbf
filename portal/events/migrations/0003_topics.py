"""The topics every installation starts with."""

from django.db import migrations

# code, Chinese, English, sign, used for drills
TOPICS = [
    ("hazchem", "危险化学品", "Hazardous chemicals", "CARE", True),
    ("fire", "消防", "Fire", "STOP", True),
    ("flood", "防汛", "Flood control", "MUST", True),
    ("special_equipment", "特种设备事故逃生", "Special-equipment accident escape", "CARE", True),
    ("highrise_fire", "高层住宅火灾逃生", "High-rise residential fire escape", "STOP", True),
    ("geohazard", "地质灾害", "Geological disaster", "CARE", True),
    ("earthquake", "地震", "Earthquake", "CARE", True),
    ("gas", "燃气", "Gas", "CARE", True),
    ("construction", "建筑施工", "Construction", "MUST", True),
    ("traffic", "道路交通", "Road traffic", "MUST", True),
    ("mine", "矿山", "Mining", "CARE", True),
    ("limited_space", "有限空间", "Confined space", "STOP", True),
    ("power", "停电", "Power failure", "CARE", True),
    ("extreme_weather", "极端天气", "Extreme weather", "CARE", True),
    ("school_evacuation", "校园疏散", "School evacuation", "SAFE", True),
    ("public_health", "公共卫生", "Public health", "MUST", True),
    ("crowd", "人员拥挤踩踏", "Crowd crush", "CARE", True),
    ("other", "其他", "Other", "MUST", True),
    ("general", "安全生产综合", "Work safety in general", "SAFE", False),
    ("ebike", "电动自行车", "Electric bicycles", "STOP", False),
    ("home", "家庭安全", "Safety at home", "SAFE", False),
]


def add_topics(apps, schema_editor):
    topic = apps.get_model("events", "Topic")
    topic.objects.bulk_create(
        topic(
            code=code, name_zh=zh, name_en=en, sign=sign, for_drills=for_drills, position=10 * (n + 1)
        )
        for n, (code, zh, en, sign, for_drills) in enumerate(TOPICS)
    )


def remove_topics(apps, schema_editor):
    apps.get_model("events", "Topic").objects.filter(code__in=[row[0] for row in TOPICS]).delete()


class Migration(migrations.Migration):
    dependencies = [("events", "0002_scan_append_only")]
    operations = [migrations.RunPython(add_topics, remove_topics)]
