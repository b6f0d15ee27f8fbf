"""Addresses made from titles."""

import pytest

from portal.lib.slugs import pinyin_slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("凤凰城北区小区", "feng-huang-cheng-bei-qu-xiao-qu"),
        ("重庆路119号：怎么跑？", "chong-qing-lu-119-hao-zen-me-pao"),
        ("Gas at home", "gas-at-home"),
        ("……", ""),
        ("x" * 80, "x" * 60),
        (
            "安全生产月安全生产月安全生产月安全生产月安全生产月",
            "an-quan-sheng-chan-yue-an-quan-sheng-chan-yue-an-quan-sheng",
        ),
    ],
)
def test_slug_is_pinyin_cut_between_syllables(title, slug):
    assert pinyin_slug(title) == slug
    assert len(pinyin_slug(title)) <= 60
