"""Fenced code, coloured on the server with a dozen classes that `assets/code.css` knows."""

import re
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType

# Beyond these, code is shown plain. Most lexers of Pygments take quadratic time for some input,
# such as thousands of blank lines: the limits keep the worst page to a few seconds.
MAX_BLOCK: Final = 6_000
MAX_PAGE: Final = 80_000
MAX_SLOW_BLOCK: Final = {
    "c": 4_000,
    "cpp": 4_000,
    "csharp": 1_500,
    "java": 4_000,
    "make": 4_000,
    "typescript": 3_000,
}

# A fixed list: each was timed with hostile input, and no name is looked up that is not here.
LANGUAGES: Final = {
    alias: lexer
    for lexer, aliases in {
        "bash": "bash sh shell zsh",
        "c": "c h",
        "console": "console shell-session terminal",
        "cpp": "cpp c++ hpp",
        "csharp": "csharp c# cs",
        "css": "css",
        "diff": "diff patch",
        "docker": "docker dockerfile",
        "go": "go golang",
        "graphql": "graphql",
        "html": "html xml svg",
        "ini": "ini cfg conf",
        "java": "java",
        "javascript": "javascript js jsx mjs",
        "json": "json jsonc",
        "kotlin": "kotlin kt",
        "lua": "lua",
        "make": "make makefile",
        "php": "php",
        "powershell": "powershell ps1",
        "python": "python py py3 python3",
        "pycon": "pycon",
        "r": "r",
        "ruby": "ruby rb",
        "rust": "rust rs",
        "scss": "scss",
        "sql": "sql",
        "swift": "swift",
        "toml": "toml",
        "typescript": "typescript ts tsx",
        "yaml": "yaml yml",
    }.items()
    for alias in aliases.split()
}

_OUTPUT: Final = frozenset(("out", "output"))
_TITLE = re.compile(r"""\btitle=(?:"([^"]{1,200})"|'([^']{1,200})'|(\S{1,200}))""")

# From the special to the general: the first that holds decides.
_CLASSES: Final[tuple[tuple[_TokenType, str], ...]] = (
    (Comment, "c"),
    (Keyword.Constant, "n"),
    (Keyword.Type, "t"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (String, "s"),
    (Number, "n"),
    (Name.Function, "f"),
    (Name.Class, "f"),
    (Name.Decorator, "a"),
    (Name.Attribute, "a"),
    (Name.Tag, "t"),
    (Name.Builtin, "b"),
    (Name.Exception, "b"),
    (Generic.Inserted, "i"),
    (Generic.Deleted, "d"),
    (Generic.Prompt, "c"),
    (Generic.Output, "c"),
    (Generic.Heading, "k"),
    (Generic.Subheading, "k"),
)


def extend(markdown: MarkdownIt) -> None:
    markdown.add_render_rule("fence", _fence)
    markdown.add_render_rule("code_block", _indented)


def _fence(
    _renderer: RendererHTML, tokens: list[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    info = unescapeAll(token.info).strip()
    language, _, options = info.partition(" ")
    return _figure(token.content, language.lower(), options, env)


def _indented(
    _renderer: RendererHTML, tokens: list[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    return _figure(tokens[index].content, "", "", env)


def _figure(source: str, language: str, options: str, env: EnvType) -> str:
    is_output = language in _OUTPUT or bool(_OUTPUT & set(options.split()))
    lexer = LANGUAGES.get(language)
    named = f' class="language-{lexer}"' if lexer else ""
    kind = "code code-output" if is_output else "code"
    # Scrolling by keyboard needs the focus.
    return (
        f'<div class="{kind}">{_title(options)}<pre tabindex="0"><code{named}>'
        f"{_highlighted(source, lexer, env)}</code></pre></div>\n"
    )


def _title(options: str) -> str:
    found = _TITLE.search(options)
    if not found:
        return ""
    title = found[1] or found[2] or found[3]
    return f'<div class="code-title">{escapeHtml(title)}</div>'


def _highlighted(source: str, lexer: str | None, env: EnvType) -> str:
    if lexer is None or not _is_affordable(len(source), lexer, env):
        return escapeHtml(source)
    return "".join(_runs(source, lexer))


def _is_affordable(length: int, lexer: str, env: EnvType) -> bool:
    """Whether the page's budget holds this block, and if so, take it from there."""
    limit = MAX_SLOW_BLOCK.get(lexer, MAX_BLOCK)
    spent: int = dict(env).get("coloured", 0) + length * MAX_BLOCK // limit
    if length > limit or spent > MAX_PAGE:
        return False
    env["coloured"] = spent
    return True


def _runs(source: str, lexer: str) -> list[str]:
    """The code as runs of one class each: neighbours of the same class share an element."""
    runs: list[str] = []
    current, pending = "", ""
    for kind, text in _lexer(lexer).get_tokens(source):
        name = _class_of(kind) if text.strip() else current
        if name != current:
            runs.append(_run(current, pending))
            current, pending = name, ""
        pending += text
    runs.append(_run(current, pending))
    return runs


def _run(name: str, text: str) -> str:
    escaped = escapeHtml(text)
    return f'<span class="tok-{name}">{escaped}</span>' if name and text else escaped


@cache
def _class_of(kind: _TokenType) -> str:
    return next((name for token, name in _CLASSES if token in kind.split()), "")


def _lexer(name: str) -> Lexer:
    # A lexer keeps state while it reads, so threads do not share one.
    found = find_lexer_class_by_name(name)
    return found(stripnl=False, ensurenl=False)
