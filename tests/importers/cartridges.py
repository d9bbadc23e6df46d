"""A Common Cartridge of our own words, with one of everything."""

from html import escape
from pathlib import Path

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)

MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="bees-manifest" xmlns="http://www.imsglobal.org/xsd/imsccv{v}/imscp_v1p1"
  xmlns:lom="http://ltsc.ieee.org/xsd/imsccv{v}/LOM/manifest">
  <metadata>
    <schema>IMS Common Cartridge</schema>
    <schemaversion>{version}</schemaversion>
    <lom:lom><lom:general>
      <lom:title><lom:string>Keeping bees</lom:string></lom:title>
      <lom:description><lom:string>A year with a hive.</lom:string></lom:description>
    </lom:general></lom:lom>
  </metadata>
  <organizations><organization identifier="o" structure="rooted-hierarchy">
    <item identifier="root">
      <item identifier="i-hello" identifierref="r-hello"><title>Hello</title></item>
      <item identifier="m-spring">
        <title>Spring</title>
        <item identifier="i-hive" identifierref="r-hive"><title>The hive</title></item>
        <item identifier="m-deep">
          <title>Deeper down</title>
          <item identifier="i-film" identifierref="r-film"><title>A film</title></item>
          <item identifier="i-site" identifierref="r-site"><title>A site</title></item>
        </item>
        <item identifier="i-head"><title>Only a heading</title></item>
        <item identifier="i-talk" identifierref="r-talk"><title>What do you think?</title></item>
      </item>
      <item identifier="m-summer">
        <title>Summer</title>
        <item identifier="i-quiz" identifierref="r-quiz"><title>What do you know?</title></item>
        <item identifier="i-tool" identifierref="r-tool"><title>A tool</title></item>
        <item identifier="i-work" identifierref="r-work"><title>Your turn</title></item>
        <item identifier="i-paper" identifierref="r-paper"><title>A paper</title></item>
        <item identifier="i-clip" identifierref="r-clip"><title>Our own film</title></item>
        <item identifier="i-gone" identifierref="r-gone"><title>Gone</title></item>
        <item identifier="i-odd" identifierref="r-odd"><title>Odd one</title></item>
      </item>
    </item>
  </organization></organizations>
  <resources>
    <resource identifier="r-hello" type="webcontent" href="hello.html">
      <file href="hello.html"/></resource>
    <resource identifier="r-hive" type="webcontent" href="pages/the%20hive.html">
      <file href="pages/the%20hive.html"/><file href="media/comb.png"/></resource>
    <resource identifier="r-film" type="imswl_xmlv{x}"><file href="film.xml"/></resource>
    <resource identifier="r-site" type="imswl_xmlv{x}"><file href="site.xml"/></resource>
    <resource identifier="r-talk" type="imsdt_xmlv{x}"><file href="talk.xml"/></resource>
    <resource identifier="r-quiz" type="imsqti_xmlv1p2/imscc_xmlv{x}/assessment">
      <file href="quiz.xml"/></resource>
    <resource identifier="r-tool" type="imsbasiclti_xmlv1p0"><file href="tool.xml"/></resource>
    <resource identifier="r-work" type="assignment_xmlv1p0"><file href="work.xml"/></resource>
    <resource identifier="r-paper" type="webcontent" href="media/paper.pdf">
      <file href="media/paper.pdf"/></resource>
    <resource identifier="r-clip" type="webcontent" href="media/clip.mp4">
      <file href="media/clip.mp4"/></resource>
    <resource identifier="r-odd" type="something/else"><file href="media/odd.bin"/></resource>
    <resource identifier="r-loose" type="webcontent" href="pages/loose.html">
      <file href="pages/loose.html"/></resource>
    <resource identifier="r-comb" type="webcontent" href="media/comb.png">
      <file href="media/comb.png"/></resource>
  </resources>
</manifest>
"""

HELLO = """<html><head><title>Hello</title></head><body>
<h1>Welcome to the garden</h1>
<p>Bees *love* a_b <b>flowers</b> &amp; <i>herbs</i> &lt;here&gt;. $5 [or] 6|7 ~ `x` 1. # +</p>
<p><a href="pages/the%20hive.html#top">To the hive</a>, <a href="https://example.org/a">away</a>,
<a href="$IMS-CC-FILEBASE$/media/paper.pdf">paper</a>, <a href="nowhere.html">nowhere</a>.</p>
<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ" title="The dance"></iframe>
<iframe src="https://example.org/map">A map of hives</iframe>
</body></html>
"""
HIVE = """<!DOCTYPE html><html><body><p>A comb: <img src="../media/comb.png" alt="Six corners"/></p>
<p><img src="../media/gone.png" alt="A lost drawing"></p>
<table><tr><th>Part</th><th>Count</th></tr><tr><td>Queen</td><td>1</td></tr></table>
<table><caption>Wide</caption><tr><td colspan="2">Both</td></tr><tr><td>L<td>R</table>
<ul><li>Wax<ul><li>soft</li><li>warm</li></ul></li><li>Honey</li></ul>
<ol><li>First, smoke</li><li>Then look</li></ol><blockquote>They know the way.</blockquote>
<pre><code class="language-python">if bees &lt; 3:
    print("```")
</code></pre><p>Area \\(a^2 * b_1\\) and H<sub>2</sub>O</p>
<details><summary>More</summary><p>Much more</p></details>
<form><label>Your name <input type="text"/></label><select><option>Drone</option></select></form>
<script>buzz()</script><dl><dt>Drone</dt><dd>A male bee</dd></dl></body></html>
"""
TALK = escape("<p>Why do bees <em>dance</em>?</p><ul><li>Say one reason</li></ul>")
WORK = escape("<p>Draw a hive.</p>")
PROMPT = escape("<p>How many <b>legs</b> has a bee?</p>")

FILES = {
    "hello.html": HELLO,
    "pages/the hive.html": HIVE,
    "pages/loose.html": "<p>Nobody names this page.</p>",
    "media/paper.pdf": "a paper",
    "media/clip.mp4": "a film",
    "media/odd.bin": "something odd",
    "media/unused.txt": "unused",
    "film.xml": '<webLink><title>Film</title><url href="https://vimeo.com/76979871"/></webLink>',
    "site.xml": '<webLink><title>Site</title><url href="https://example.org/bees"/></webLink>',
    "talk.xml": f"""<topic><title>What do you think?</title>
      <text texttype="text/html">{TALK}</text>
      <attachments><attachment href="media/paper.pdf"/></attachments></topic>""",
    "tool.xml": """<cartridge_basiclti_link xmlns:blti="http://www.imsglobal.org/imsbasiclti">
      <blti:title>Hive planner</blti:title><blti:description>Plans a hive.</blti:description>
      <blti:secure_launch_url>https://tool.example.org/lti</blti:secure_launch_url>
      <blti:vendor>Tools and sons</blti:vendor></cartridge_basiclti_link>""",
    "work.xml": f"""<assignment identifier="w"><title>Your turn</title>
      <text texttype="text/html">{WORK}</text>
      <instructor_text>Look at the corners.</instructor_text>
      <gradable points_possible="10">true</gradable></assignment>""",
    "quiz.xml": f"""<questestinterop><assessment ident="q" title="Legs and wings">
      <qtimetadata><qtimetadatafield><fieldlabel>cc_maxattempts</fieldlabel>
        <fieldentry>3</fieldentry></qtimetadatafield></qtimetadata>
      <section ident="s">
        <item ident="q1" title="Legs"><presentation>
          <material><mattext texttype="text/html">{PROMPT}</mattext></material>
          <response_lid ident="r"><render_choice>
            <response_label ident="a"><material><mattext>Six</mattext></material></response_label>
            <response_label ident="b"><material><mattext>8 *</mattext></material></response_label>
          </render_choice></response_lid></presentation>
          <resprocessing>
            <respcondition><conditionvar><varequal respident="r">b</varequal></conditionvar>
              <displayfeedback linkrefid="f-b"/></respcondition>
            <respcondition><conditionvar><varequal respident="r">a</varequal></conditionvar>
              <setvar varname="SCORE">100</setvar></respcondition></resprocessing>
          <itemfeedback ident="f-b"><flow_mat><material><mattext>That is a spider.</mattext>
            </material></flow_mat></itemfeedback>
          <itemfeedback ident="general"><material><mattext>Look closely.</mattext></material>
            </itemfeedback></item>
        <item ident="q2" title="Queen"><presentation>
          <material><mattext>Who lays the eggs?</mattext></material>
          <response_str ident="s"><render_fib/></response_str></presentation>
          <resprocessing><respcondition><conditionvar>
            <varequal respident="s">the queen</varequal></conditionvar>
            <setvar>100</setvar></respcondition></resprocessing></item>
      </section></assessment></questestinterop>""",
}


def write(root: Path, version: str = "1.3") -> Path:
    """The cartridge as a folder."""
    x = f"1p{version[-1]}"
    manifest = MANIFEST.replace("{v}", x).replace("{version}", f"{version}.0").replace("{x}", x)
    for name, content in {**FILES, "imsmanifest.xml": manifest}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    (root / "media/comb.png").write_bytes(PIXEL)
    return root
