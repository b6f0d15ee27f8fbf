"""The little Markdown of the manual."""

import pytest

from portal.lib import leaflets


def html(text):
    return leaflets.render(text, address=lambda name: f"/m/?page={name}").replace("\n", "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# 演练\n\n一句话。", "<h1>演练</h1><p>一句话。</p>"),
        ("## 报名\n点**发布**。", "<h2>报名</h2><p>点<strong>发布</strong>。</p>"),
        ("说明：\n\n- 一\n- 二", "<p>说明：</p><ul><li>一</li><li>二</li></ul>"),
        ("1. 一\n2. 二", "<ol><li>一</li><li>二</li></ol>"),
        ("见[签到](desk-staff.md)。", '<p>见<a href="/m/?page=desk-staff">签到</a>。</p>'),
        (
            "| 甲 |\n|---|\n| **2** |",
            "<table><thead><tr><th>甲</th></tr></thead><tbody><tr><td><strong>2</strong></td></tr></tbody></table>",
        ),
        (
            "<script>x</script> [x](javascript:y)",
            "<p>&lt;script&gt;x&lt;/script&gt; [x](javascript:y)</p>",
        ),
        ("", ""),
    ],
)
def test_leaflet_becomes_html(text, shown):
    assert html(text) == shown


def test_title_is_the_first_heading():
    assert leaflets.title("前言\n\n# 演练\n\n# 又一个") == "演练"
    assert leaflets.title("没有标题") == ""
