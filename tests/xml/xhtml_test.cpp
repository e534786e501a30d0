#include "gateway/fhir/xml/xhtml.h"
#include "gateway/fhir/xml/xhtml_writer.h"

#include "tests/xml/read.h"
#include <rapidcheck/gtest.h>

namespace renkei::xml::xhtml_test {
namespace {

std::string div(std::string_view content) {
    return "<div xmlns=\"http://www.w3.org/1999/xhtml\">" + std::string(content) + "</div>";
}

// Ids of the findings.
std::string wrong(std::string_view text) {
    std::string out;
    bool has_error = false;
    for (const MarkupError& fault : narrative_errors(text)) {
        out += (out.empty() ? "" : " ") + std::string(diag::row(fault.message).id);
        has_error = has_error || diag::row(fault.message).severity == diag::Severity::error;
    }
    EXPECT_EQ(is_good_narrative(text), !has_error) << text;
    return out;
}

TEST(Xhtml, what_narratives_are_made_of_is_good) {
    for (const char* content : {
             "text",
             "介護",
             "&#160;",
             "&lt;",
             "<p>a</p>",
             "<img src=\"#i\"/>",
             "<img src='data:image/png;base64,AA=='/>",
             "<a href='https://example.org/'>x</a>",
             "<a name='n'>x</a>",
             "<a href='a/b:c'>x</a>",
             "<a href='mailto:a@b'>x</a>",
             "<p style='color: red' class='c' title='t' xml:lang='ja'>x</p>",
             "<!-- c -->x",
             "<![CDATA[x]]>",
             "<table border='1'><tr><td colspan='2'>x</td></tr></table>",
             "<ul><li>x</li></ul>",
             "x<br/>y<hr/>",
         }) {
        EXPECT_EQ(wrong(div(content)), "") << content;
    }
    EXPECT_EQ(wrong("<h:div xmlns:h='http://www.w3.org/1999/xhtml'><h:p>x</h:p></h:div>"), "");
    EXPECT_EQ(wrong("\n " + div("x") + " "), "");
}

TEST(Xhtml, only_listed_elements_and_attributes_are_allowed) {
    for (const char* content : {"<script>x</script>", "<iframe>x</iframe>", "<object>x</object>",
                                "<form>x</form>", "<input/>x", "<style>x</style>", "<link/>x", "<ins>x</ins>",
                                "<P>x</P>", "<svg>x</svg>", "<body>x</body>", "<video>x</video>"}) {
        EXPECT_EQ(wrong(div(content)), "X073") << content;
    }
    for (const char* content :
         {"<p onclick='a()'>x</p>", "<img src='a' onerror='a()'/>x", "<p data-x='1'>x</p>",
          "<p xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='a'>x</p>"}) {
        EXPECT_EQ(wrong(div(content)), "X074") << content;
    }
}

TEST(Xhtml, addresses_run_nothing) {
    for (const char* content :
         {"<a href='javascript:a()'>x</a>", "<a href=' JaVa&#10;Script:a()'>x</a>",
          "<a href='&#106;avascript:a()'>x</a>", "<a href='vbscript:a'>x</a>", "<img src='javascript:a()'/>",
          "<blockquote cite='javascript:a()'>x</blockquote>"}) {
        EXPECT_EQ(wrong(div(content)), "X075") << content;
    }
}

TEST(Xhtml, addresses_that_hold_content_are_named) {
    for (const char* content : {"<a href='data:text/html,x'>x</a>", "<img src='data:image/svg+xml,x'/>",
                                "<a href='blob:x'>x</a>"}) {
        EXPECT_EQ(wrong(div(content)), "X081") << content;
    }
}

TEST(Xhtml, addresses_are_urls) {
    for (const char* content :
         {"<a href=''>x</a>", "<img src='' alt='x'/>", "<a href='http://a.b/c d'>x</a>",
          "<a href='http://a.b/&lt;c&gt;'>x</a>", "<img src='data:image/png;base64,' alt='x'/>",
          "<img src='data:image/png;base64' alt='x'/>"}) {
        EXPECT_EQ(wrong(div(content)), "X082") << content;
    }
    EXPECT_EQ(wrong(div("<a href='http://a.b/介護'>x</a>")), "");
}

TEST(Xhtml, styles_refer_to_nothing_outside) {
    for (const char* style : {"width: expression(a())", "\\75rl(x)", "behavior: x", "-moz-binding: x"}) {
        EXPECT_EQ(wrong(div("<p style=\"" + std::string(style) + "\">x</p>")), "X076") << style;
    }
    for (const char* style : {"background: url(http://e.example/x)", "@import 'x'", "u/**/rl(x)"}) {
        EXPECT_EQ(wrong(div("<p style=\"" + std::string(style) + "\">x</p>")), "X083") << style;
    }
}

TEST(Xhtml, elements_are_nested_as_html_allows) {
    for (const char* content : {"<li>x</li>",
                                "<tr><td>x</td></tr>",
                                "<td>x</td>",
                                "<dt>x</dt>",
                                "<caption>x</caption>",
                                "<col/>x",
                                "<ul><p>x</p></ul>",
                                "<ul><ul><li>x</li></ul></ul>",
                                "<dl><p>x</p></dl>",
                                "<table><td>x</td></table>",
                                "<table><div>x</div></table>",
                                "<table><tr><p>x</p></tr></table>",
                                "<br><b>x</b></br>",
                                "<p><div>x</div></p>",
                                "<p>x<p>y</p></p>",
                                "<p><ul><li>x</li></ul></p>",
                                "<p><table><tr><td>x</td></tr></table></p>",
                                "<span><div>x</div></span>",
                                "<pre><div>x</div></pre>",
                                "<a href='a'>x<b><a href='b'>y</a></b></a>"}) {
        EXPECT_EQ(wrong(div(content)), "X078") << content;
    }
    for (const char* content : {"<b><p>x</p></b>", "<h1><p>x</p></h1>", "<p>x<hr/></p>",
                                "<span><h2>x</h2></span>", "<address><p>x</p></address>"}) {
        EXPECT_EQ(wrong(div(content)), "X079") << content;
    }
    for (const char* content : {"<ul>x</ul>", "<table>x</table>", "<table><tr>x</tr></table>", "<dl>x</dl>",
                                "<br>x</br>", "<img src='a' alt=''>x</img>"}) {
        EXPECT_EQ(wrong(div(content)), "X080") << content;
    }
    for (const char* content :
         {"<ul>\n <li><p>x</p><ol><li>y</li></ol></li>\n</ul>",
          "<table><caption>x</caption><colgroup><col/></colgroup><thead><tr><th>x</th></tr></thead>"
          "<tbody><tr><td><div>x</div></td></tr></tbody></table>",
          "<dl><dt>x</dt><dd><p>y</p></dd></dl>", "<b><i><b>x</b></i></b>",
          "<a href='a'>x</a><a href='b'>y</a>", "<blockquote><p>x</p></blockquote>",
          "x<map name='m'><area href='a' shape='rect' coords='0,0,1,1'/></map>"}) {
        EXPECT_EQ(wrong(div(content)), "") << content;
    }
}

TEST(Xhtml, an_attribute_is_allowed_on_its_elements_only) {
    for (const char* content :
         {"<p href='a'>x</p>", "<p src='a'>x</p>", "<p border='1'>x</p>", "<ul start='1'><li>x</li></ul>"}) {
        EXPECT_EQ(wrong(div(content)), "X074") << content;
    }
    for (const char* content :
         {"<ol start='1'><li value='2'>x</li></ol>", "<p title='a' lang='ja' dir='ltr'>x</p>",
          "<table bgcolor='red'><tr><td>x</td></tr></table>"}) {
        EXPECT_EQ(wrong(div(content)), "") << content;
    }
}

TEST(Xhtml, content_of_a_forbidden_element_is_not_checked_for_nesting) {
    EXPECT_EQ(wrong(div("<section><li>x</li></section>")), "X073");
}

TEST(Xhtml, something_must_be_seen) {
    for (const char* content :
         {"", " \n", "<p/>", "<p> </p>", "<!-- x -->", "&#32;&#10;", "<img alt='x'/>"}) {
        EXPECT_EQ(wrong(div(content)), "X077") << content;
    }
}

TEST(Xhtml, every_fault_is_reported) {
    EXPECT_EQ(wrong(div("<script onload='a'>x</script><p onclick='b'>y</p>")), "X073 X074 X074");
}

TEST(Xhtml, it_is_one_div_of_xhtml) {
    EXPECT_EQ(wrong("<p xmlns=\"http://www.w3.org/1999/xhtml\">x</p>"), "X071");
    EXPECT_EQ(wrong("<div>x</div>"), "X072");
    EXPECT_EQ(wrong("<div xmlns='urn:x'>x</div>"), "X072");
    EXPECT_EQ(wrong(div("<p xmlns='urn:x'>x</p>")), "X072");
    EXPECT_EQ(wrong("text"), "X070");
    EXPECT_EQ(wrong(""), "X070");
    EXPECT_EQ(wrong(div("x") + div("y")), "X070");
    EXPECT_EQ(wrong(div("x") + "y"), "X070");
    EXPECT_EQ(wrong("<?xml version='1.0'?>" + div("x")), "X070");
    EXPECT_EQ(wrong("<!DOCTYPE div>" + div("x")), "X070");
}

bool libxml2_takes(const std::string& text) { return canonical_xhtml(text).has_value(); }

TEST(Xhtml, is_as_strict_as_libxml2) {
    for (const char* content : {
             "<p>",
             "</p>",
             "<p></q>",
             "<p a=1/>",
             "<p a/>",
             "<p a='1' a='2'/>",
             "<p a='<'/>",
             "<p a='1'b='2'/>",
             "&",
             "&x;",
             "&nbsp;",
             "&#0;",
             "&#xD800;",
             "&#x110000;",
             "&#1114111;",
             "&#;",
             "&#x;",
             "&#xG;",
             "&#00000000000000000000065;",
             "&#x000000000000000000041;",
             "]]>",
             "]]",
             "a]b",
             "<!-- -- -->",
             "<!-- --->",
             "<!---->",
             "<!-->",
             "<!-- ",
             "<![CDATA[",
             "<![CDATA[]]]]>",
             "<![CDATA[]]>",
             "<?a?>",
             "<?a b?>",
             "<?xml b?>",
             "<?XML?>",
             "<?a:b?>",
             "<? a?>",
             "<?a",
             "<!ELEMENT a>",
             "<p:q/>",
             "<p q:r='1'/>",
             "<p xmlns:q='u' q:r='1'/>",
             "<p xmlns:q='u'/><q:r/>",
             "<p xmlns:a='u' xmlns:b='u' a:x='1' b:x='2'/>",
             "<p xmlns:xml='u'/>",
             "<p xmlns:xmlns='u'/>",
             "<p xmlns:a=''/>",
             "<p xmlns=''>x</p>",
             "<p xmlns='http://a:b'/>",
             "<p xmlns='a b'/>",
             "<xml:p/>",
             "<xmlns:p/>",
             "<1/>",
             "<-a/>",
             "<a-1.b_c/>",
             "<a:b:c/>",
             "<:a/>",
             "<a:/>",
             "< a/>",
             "<a / >",
             "<a/ >",
             "</ a>",
             "<介護>x</介護>",
             "<a\u00D7/>",
             "\x01",
             "\x7f",
             "\xEF\xBF\xBF",
             "\xED\xA0\x80",
             "\xC0\xAF",
             "\xF4\x90\x80\x80",
             "\xE4\xBB",
             "<p a='\x01'/>",
             "<p a='&x;'/>",
             "<!--\x01-->",
             "<?a \x01?>",
         }) {
        const std::string text = div(content);
        EXPECT_EQ(!malformed(text), libxml2_takes(text)) << content;
    }
}

RC_GTEST_PROP(Xhtml, takes_what_libxml2_takes, ()) {
    const auto piece = rc::gen::element<std::string>(
        "<p>", "</p>", "<br/>", "<b ", "a='1'", " ", "/>", ">", "<", "&amp;", "&#65;", "&", ";", "#", "x",
        "xmlns:q='u'", "q:r=\"\"", "<q:s>", "</q:s>", "<!--", "-->", "-", "<![CDATA[", "]]>", "]", "<?a",
        "?>", "'", "\"", "=", "介", "\xC3", "\t", "xmlns='v'");
    std::string content;
    for (const std::string& each : *rc::gen::container<std::vector<std::string>>(piece)) {
        content += each;
    }
    const std::string text = div(content);
    RC_CLASSIFY(libxml2_takes(text), "well-formed");
    RC_ASSERT(!malformed(text) == libxml2_takes(text));
}

TEST(Xhtml, the_canonical_form_is_its_own) {
    for (const char* content : {"a<br></br>&#233;", "<p title='&quot;&#10;&lt;'>&gt;]]&gt;</p>",
                                "<![CDATA[<a>]]>", "<!--c--><?p i?>"}) {
        const auto once = canonical_xhtml(div(content));
        ASSERT_TRUE(once);
        EXPECT_EQ(canonical_xhtml(*once).value(), *once);
    }
}

} // namespace
} // namespace renkei::xml::xhtml_test
