"""An Open edX course of our own words, with one of everything."""

import json
from pathlib import Path

from tests.importers.cartridges import PIXEL

FILES = {
    "course.xml": '<course url_name="year" org="Garden" course="B1"/>',
    "course/year.xml": """<course display_name="overruled by the policy">
      <chapter url_name="spring"/>
      <chapter url_name="summer"/>
      <chapter url_name="missing"/>
      <wiki slug="Garden.B1"/>
      <textbook title="The old book"/>
    </course>""",
    "chapter/spring.xml": """<chapter display_name="Spring">
      <sequential url_name="first"/><sequential url_name="second"/></chapter>""",
    "chapter/summer.xml": """<chapter display_name="Summer">
      <sequential url_name="third" display_name="Inline section">
        <vertical url_name="inline" display_name="Inline unit">
          <html url_name="written" display_name="Written here"><p>Bees *hum* here.</p></html>
        </vertical>
      </sequential></chapter>""",
    "sequential/first.xml": """<sequential display_name="First steps">
      <vertical url_name="hive"/><vertical url_name="film"/></sequential>""",
    "sequential/second.xml": """<sequential display_name="What you know">
      <vertical url_name="test"/></sequential>""",
    "vertical/hive.xml": """<vertical display_name="The hive">
      <html url_name="page"/>
      <discussion url_name="talk" discussion_category="Hives" discussion_target="How is yours?"/>
      <word_cloud url_name="cloud" display_name="A cloud" instructions="One word, please"/>
      <html url_name="gone"/>
    </vertical>""",
    "vertical/film.xml": """<vertical display_name="The film">
      <video url_name="dance"/><video url_name="own"/>
      <lti_consumer url_name="tool" display_name="Plan" launch_url="https://tool.example.org/"/>
    </vertical>""",
    "vertical/test.xml": """<vertical display_name="What you know">
      <problem url_name="legs"/><problem url_name="wings"/><problem url_name="broken"/>
      <library_content url_name="lib" display_name="One of these">
        <problem url_name="sum"/></library_content>
    </vertical>""",
    "html/page.xml": '<html filename="page" display_name="A page"/>',
    "html/page.html": """<p>A comb: <img src="/static/comb.png" alt="Six corners"/></p>
<p><a href="/jump_to_id/test">To the test</a>, <a href="/static/paper.pdf">a paper</a>,
<a href="/static/none.pdf">no paper</a>, \\(x^2\\) and [mathjaxinline]y_1[/mathjaxinline].</p>
<p><img src="/asset-v1:Garden+B1+year+type@asset+block@comb.png" alt="Again"/></p>""",
    "video/dance.xml": """<video display_name="The dance"
      youtube="0.75:AAAAAAAAAAA,1.00:dQw4w9WgXcQ" youtube_id_1_0="dQw4w9WgXcQ"
      start_time="00:00:05" end_time="00:01:05"
      html5_sources='["https://cdn.example.org/dance.mp4"]' sub="dance"
      transcripts='{"de": "dance-de.srt", "fr": "none.srt"}' handout="/static/paper.pdf">
      <source src="https://cdn.example.org/dance.mp4"/>
      <transcript language="de" src="dance-de.srt"/></video>""",
    "video/own.xml": """<video display_name="Our film"><source src="/static/clip.mp4"/></video>""",
    "static/dance-de.srt": "1\n00:00:01,000 --> 00:00:02,000\nSie tanzt im Kreis.\n",
    "static/subs_dance.srt.sjson": json.dumps(
        {"start": [1000, 2000], "end": [2000, 3000], "text": ["She dances", "in a circle."]}
    ),
    "static/paper.pdf": "a paper",
    "static/clip.mp4": "a film",
    "static/unused.txt": "unused",
    "problem/legs.xml": """<problem display_name="Legs" markdown="null">
      <p>Look at a bee.</p>
      <multiplechoiceresponse><label>How many <b>legs</b> has it?</label>
        <description>One is right.</description>
        <choicegroup type="MultipleChoice">
          <choice correct="true">Six <choicehint>Well seen.</choicehint></choice>
          <choice correct="false">Eight</choice></choicegroup>
        <solution><div><p>Insects have six.</p></div></solution>
      </multiplechoiceresponse>
      <demandhint><hint>Count again.</hint></demandhint></problem>""",
    "problem/wings.xml": """<problem display_name="Wings">
      <script type="loncapa/python">x = 4</script>
      <numericalresponse answer="4"><label>How many wings?</label>
        <responseparam type="tolerance" default="1%"/>
        <formulaequationinput trailing_text="wings"/></numericalresponse>
      <stringresponse answer="queen" type="ci"><label>Who lays?</label>
        <additional_answer answer="the queen"/>
        <stringequalhint answer="drone">He does not.</stringequalhint>
        <textline size="20"/></stringresponse>
      <optionresponse><label>Which?</label>
        <optioninput options="('Red','Blue, deep')" correct="Red"/></optionresponse>
      <optionresponse><optioninput><option correct="True">Wax</option>
        <option correct="False">Silk <optionhint>Spiders!</optionhint></option></optioninput>
        </optionresponse></problem>""",
    "problem/broken.xml": "<problem><p>never closed</problem>",
    "problem/sum.xml": """<problem display_name="Sum"><p>What is \\(6 \\times 2\\)?</p>
      <coderesponse><textbox/></coderesponse></problem>""",
    "drafts/vertical/later.xml": """<vertical display_name="Later"
      parent_url="block-v1:Garden+B1+year+type@sequential+block@first"
      index_in_children_list="1"><html url_name="soon"/></vertical>""",
    "drafts/vertical/hive.xml": '<vertical display_name="A newer hive"/>',
    "drafts/html/soon.xml": '<html filename="soon" display_name="Soon"/>',
    "drafts/html/soon.html": "<p>Not for everybody yet.</p>",
    "policies/year/policy.json": json.dumps(
        {
            "course/year": {"display_name": "Keeping bees"},
            "chapter/summer": {"display_name": "High summer"},
        }
    ),
    "policies/assets.json": "{}",
    "about/overview.html": "<h2>About this course</h2><p>A year with a hive.</p>",
    "about/effort.html": "",
}


def write(root: Path) -> Path:
    """The course as a folder."""
    for name, content in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    (root / "static/comb.png").write_bytes(PIXEL)
    return root
