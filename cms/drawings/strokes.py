"""The two strokes in which pictograms are drawn; the colour is left open."""

_ROUND = 'stroke="{ink}" stroke-linecap="round" stroke-linejoin="round"'

LINE = f'fill="none" stroke-width="8" {_ROUND}'
THIN = f'fill="none" stroke-width="6" {_ROUND}'
