"""The page's own style sheet and icon. Fixed text of ours: nothing from a report, a user or a model comes in here."""

from __future__ import annotations

from PIL import Image, ImageDraw

from rag.ui.page_image import HIGHLIGHT

_MARK = "rgb({}, {}, {})".format(*HIGHLIGHT)

CSS = (
    """<style>
/* Text: long words break, small print stays readable (4.5 to 1 on both backgrounds). */
[data-testid="stMarkdownContainer"], .stButton button { overflow-wrap: anywhere; }
[data-testid="stCaptionContainer"], [data-testid="stImageCaption"] { color: #565d63 !important; opacity: 1; }
[data-testid="stChatInputTextArea"]::placeholder { color: #565d63 !important; opacity: 1; }
[data-testid="stMarkdownContainer"] h4 { font-size: 1.06rem; line-height: 1.35; padding: 0.35rem 0 0.45rem; }
.stMarkdownBadge { white-space: normal !important; }
[data-testid="stMainBlockContainer"] { padding-top: 4.25rem; }
[data-testid="stBottomBlockContainer"] { padding-top: 0.5rem; padding-bottom: 1.25rem; }
[data-testid="stSidebarUserContent"] { padding-top: 0; font-size: 0.95rem; }
[data-testid="stExpander"] summary, [data-testid="stExpander"] summary * { color: #17595a; opacity: 1; }

/* Where the keyboard is. */
:focus-visible { outline: 3px solid #1f6f70 !important; outline-offset: 2px; }
textarea:focus-visible { outline: none !important; }
[data-testid="stChatInput"]:focus-within { outline: 3px solid #1f6f70; outline-offset: 1px; border-radius: 0.5rem; }

/* The conversation: no pictures of a person and a machine; the question stands out by its colour. */
[data-testid^="stChatMessageAvatar"] { display: none; }
[data-testid="stChatMessage"] { padding-left: 0; padding-right: 0; }
[data-testid="stChatMessage"]:has([data-testid="stChatMessageAvatarUser"]) {
  padding: 0.6rem 1rem; background: #f1eee6;
}
[class*="st-key-turn-"] { gap: 0.5rem; scroll-margin-top: 4.25rem; }
[data-testid="stChatMessageContent"] > [data-testid="stVerticalBlock"] { gap: 0.6rem; }

/* What was understood: chips in a row, no wider than their words. */
[class*="st-key-understood-"] { gap: 0.5rem; }
[class*="st-key-understood-"] > * { flex: 0 0 auto !important; width: auto !important; }
[class*="st-key-understood-"] button { min-height: 1.9rem; padding: 0 0.7rem; border-radius: 1rem; }
[class*="st-key-understood-"] button p { font-size: 0.88rem; }

/* Findings, one under the other. */
[class*="st-key-findings-"] { gap: 0.1rem; }
[class*="st-key-finding-"] button { min-height: 1.8rem; padding: 0; text-align: left; }

/* A claim and its citations, side by side. */
[class*="st-key-claim-"] { flex-wrap: nowrap; gap: 0.75rem; }
[class*="st-key-claim-"] > :first-child { flex: 1 1 0; min-width: 0; }
[class*="st-key-claim-"] [class*="st-key-cites-"] { gap: 0.25rem; flex-wrap: nowrap; }
[class*="st-key-claim-"] > :last-child { flex: 0 0 auto; }
[class*="st-key-cite-"] button { min-height: 1.75rem; min-width: 2.1rem; padding: 0 0.4rem; }
[class*="st-key-cite-"] button p { font-size: 0.85rem; font-variant-numeric: tabular-nums; }

/* The quoted words: the same colour as on the page's picture. */
.st-key-source .stMarkdownColoredBackground {
  background: MARK !important; color: #16191c; border-radius: 0; padding: 0.08em 0;
  -webkit-box-decoration-break: clone; box-decoration-break: clone;
}

/* The source beside the chat, always in view. */
[data-testid="stColumn"]:has(.st-key-source) > [data-testid="stVerticalBlock"] { height: 100%; }
[data-testid="stLayoutWrapper"]:has(> .st-key-source) {
  position: sticky; top: 4.1rem; max-height: calc(100vh - 11.6rem); overflow-y: auto; overscroll-behavior: contain;
  background: #fff; border: 1px solid #d8d3c6; border-radius: 0.4rem;
}
.st-key-source { border: none; gap: 0.7rem; }
.st-key-source-head { justify-content: space-between; }
.st-key-close-source button { min-height: 2rem; padding: 0 0.8rem; }
.st-key-page img { border: 1px solid #d8d3c6; border-radius: 0; }

/* Too narrow for two columns: the source covers the chat until it is closed. */
@media (max-width: 900px) {
  [data-testid="stLayoutWrapper"]:has(> .st-key-source) {
    position: fixed; inset: 0; max-height: none; z-index: 1000000; border: none; border-radius: 0;
  }
  [data-testid="stMainBlockContainer"] { padding-left: 1rem; padding-right: 1rem; }
}
</style>"""
).replace("MARK", _MARK)


def icon() -> Image.Image:
    """A page with a line lit up. Streamlit would fetch a picture for an emoji or a symbol from another host."""
    image = Image.new("RGB", (64, 64), "#1f6f70")
    draw = ImageDraw.Draw(image)
    draw.rectangle((16, 10, 48, 54), fill="#ffffff")
    for y, colour in ((18, "#b9c4c4"), (27, HIGHLIGHT), (36, "#b9c4c4"), (45, "#b9c4c4")):
        draw.rectangle((21, y - 2, 43, y + 3), fill=colour)
    return image
