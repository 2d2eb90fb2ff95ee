"""The look of the one page that this Seam shows to people; it says on every screen that it is a demo."""

from html import escape

_FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
  font: 1rem/1.5 -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, "Liberation Sans", Arial, sans-serif;
  background: light-dark(#f6f7f9, #16191d); color: light-dark(#1c1f24, #e4e7eb); }}
main {{ width: 100%; max-width: 28rem; padding: 2rem; border-radius: 8px; background: light-dark(#fff, #23272e);
  border: 1px solid light-dark(#dfe3e8, #373d46); }}
h1 {{ margin: 0 0 0.75rem; font-size: 1.375rem; line-height: 1.25; }}
p {{ margin: 0 0 1rem; }}
.demo {{ padding: 0.5rem 0.75rem; border-radius: 6px; font-size: 0.875rem;
  background: light-dark(#fdf2d6, #3d3117); color: light-dark(#5c3c00, #edc25f); }}
form {{ display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: center; margin: 0 0 1rem; }}
label {{ font-weight: 600; }}
select {{ flex: 1 1 60%; }}
button, select {{ font: inherit; min-height: 2.5rem; padding: 0 1rem; border-radius: 6px;
  border: 1px solid light-dark(#868e99, #7c8591); background: transparent; color: inherit; }}
button {{ cursor: pointer; font-weight: 600; background: #0a7352; border-color: #0a7352; color: #fff; }}
button.quiet {{ background: transparent; border-color: light-dark(#868e99, #7c8591); color: inherit; }}
:focus-visible {{ outline: 2px solid light-dark(#1c5fa8, #74b3f5); outline-offset: 2px; }}
</style></head>
<body><main><p class="demo">Demo: this page stands for Seam's own. Nothing leaves this machine.</p>
<h1>{title}</h1>
{body}</main></body></html>"""


def framed(title: str, body: str) -> str:
    """A whole page; `body` is markup."""
    return _FRAME.format(title=escape(title), body=body)
