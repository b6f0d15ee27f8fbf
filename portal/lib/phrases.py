"""How words stand together: several in a list, and where a Chinese title may break.

A title breaks between words, never inside one, never inside a bracket. Chinese is written
without spaces, so a browser breaks a heading at any character. The words below are those that
titles of classes, drills and articles are made of; what stands between two of them (a place's
name) stays in one piece.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import pgettext

_WORDS = """
安全 安全生产 安全文化 安全生产月 宣传月 咨询日 讲座 培训 初训 复训 再培训
教育 警示 警示教育 教育片 公益片 课堂 公开课 知识 竞赛 活动 活动室 启动仪式
主题 示范 小区 社区 街道 会议室 中心 科普 教育馆 工业园 园区 学校 校园 商场
购物中心 储配站 建筑 施工 专场 夜班专场 夜班 早班 场次 居民 家庭 作坊 小餐饮
仓库 高层 住宅 楼道 家门 企业 小微企业 生产 经营 单位 生产经营单位 主要负责人
负责人 管理人员 网格员 新员工 员工 岗前 上岗 班组 志愿者 工作人员 老人 独居老人 群众
电动自行车 燃气 液氨 甲醇 储罐 危化品 危险化学品 运输车 电梯 锅炉 游乐设施
特种设备 有限空间 作业 消防 火灾 灭火器 初起 地质灾害 滑坡 内涝 暴雨 防汛
防灾减灾日 地震 应急 救援 处置 扑救 扑火 疏散 逃生 避险 转移 撤离 抢排
群测群防 泄漏 侧翻 超压 滞留 高空 困人 被困 综合 联合 桌面 实战 实操 演练
隐患 排查 自查 上门 检查 登记 与 和 及 冬季 夜间 节前 开学 第一课 取暖
值班 核查 学时 方案 评估 准备 实施
"""

_HAN = re.compile(r"[㐀-鿿]")
_BRACKET = re.compile(r"（[^（）]{1,8}）|《[^《》]{1,12}》|“[^“”]{1,8}”")
_KNOWN = frozenset(_WORDS.split())
_WORD = re.compile("|".join(sorted(_KNOWN, key=len, reverse=True)))
# What no line may begin with, unless it is the first of a known word.
_LEANS = re.compile(r"[的地得了着过们者性化员日月节周场期号、，。：；！？）》”]")

_JOINS = frozenset("与和及")


def is_chinese(text: str) -> bool:
    """Say whether a text has Chinese characters in it."""
    return bool(_HAN.search(text))


def listed(items: Iterable[str]) -> str:
    """Return the items of a list in one line, set apart as the reader's language does."""
    return pgettext("between the items of a list", ", ").join(items)


@lru_cache(maxsize=4000)
def pieces(text: str) -> tuple[str, ...]:
    """Return a title in the pieces between which a line may break.

    "凤凰城北区高层住宅火灾逃生演练" becomes 凤凰城北区 高层 住宅 火灾 逃生 演练. Joined, the pieces
    are the title again.
    """
    found: list[str] = []
    at = 0
    for bracket in _BRACKET.finditer(text):
        found += _words(text[at : bracket.start()])
        found.append(bracket.group())
        at = bracket.end()
    found += _words(text[at:])
    return tuple(_leaning(found))


def _words(text: str) -> list[str]:
    found: list[str] = []
    at = 0
    for word in _WORD.finditer(text):
        found += [text[at : word.start()], word.group()]
        at = word.end()
    return [piece for piece in (*found, text[at:]) if piece]


def _leaning(found: list[str]) -> list[str]:
    """Give a piece that must not begin a line to the one before it."""
    joined: list[str] = []
    for piece in found:
        alone = len(piece) == 1 and piece not in _JOINS
        leans = piece not in _KNOWN and _LEANS.match(piece)
        if joined and (alone or leans or joined[-1] in _JOINS):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined
