// What a narrative may hold. The checker is written for speed, so it is held to one that is not.
#include "gateway/fhirpath/html_checks.h"

#include "gateway/xml/characters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::fhirpath {
namespace {

// The rules one after the other, with copies wherever they are easier to read.
class Slow {
public:
    static bool is_safe(std::string text) {
        std::vector<std::string> open;
        bool says_something = false;
        while (!text.empty()) {
            if (text.front() != '<') {
                const std::string run = text.substr(0, text.find('<'));
                says_something = says_something || !trimmed(run).empty();
                text.erase(0, run.size());
            } else if (text.starts_with("<!--")) {
                const std::size_t end = text.find("-->");
                if (end == std::string::npos) {
                    return false;
                }
                text.erase(0, end + 3);
            } else {
                const std::size_t end = tag_end(text);
                if (end == std::string::npos || !tag(text.substr(1, end - 1), open, says_something)) {
                    return false;
                }
                text.erase(0, end + 1);
            }
        }
        return open.empty() && says_something;
    }

private:
    static constexpr std::string_view blanks = " \t\r\n";

    static std::string trimmed(const std::string& text) {
        const std::size_t first = text.find_first_not_of(blanks);
        return first == std::string::npos ? std::string() : text.substr(first);
    }

    static std::size_t tag_end(const std::string& text) {
        char quote = '\0';
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (quote == '\0' && text[at] == '>') {
                return at;
            }
            if (quote != '\0') {
                quote = text[at] == quote ? '\0' : quote;
            } else if (text[at] == '"' || text[at] == '\'') {
                quote = text[at];
            }
        }
        return std::string::npos;
    }

    static bool tag(std::string inside, std::vector<std::string>& open, bool& says_something) {
        static const std::set<std::string> elements{
            "a",  "abbr", "acronym", "b",  "bdo", "big", "blockquote", "br",    "caption", "cite", "code",  "col",    "colgroup", "dd",
            "dfn", "div", "dl",      "dt", "em",  "h1",  "h2",         "h3",    "h4",      "h5",   "h6",    "hr",     "i",        "img",
            "kbd", "li",  "ol",      "p",  "pre", "q",   "samp",       "small", "span",    "strong", "sub", "sup",    "table",    "tbody",
            "td", "tfoot", "th",     "thead", "tr", "tt", "u",         "ul",    "var"};
        if (inside.starts_with('/')) {
            const std::string name = inside.substr(1, inside.find_first_of(blanks) - 1);
            if (open.empty() || open.back() != name) {
                return false;
            }
            open.pop_back();
            return true;
        }
        const bool is_closed = inside.ends_with('/');
        inside.resize(inside.size() - (is_closed ? 1 : 0));
        const std::string name = inside.substr(0, inside.find_first_of(blanks));
        if (!elements.contains(name) || (open.empty() && name != "div") || !attributes(inside.substr(name.size()))) {
            return false;
        }
        says_something = says_something || name == "img";
        if (!is_closed) {
            open.push_back(name);
        }
        return true;
    }

    static bool attributes(std::string rest) {
        static const std::set<std::string> known{
            "abbr",   "accesskey", "align",    "alt",  "axis",     "bgcolor", "border", "cellpadding", "cellspacing", "char", "charoff", "charset",
            "cite",   "class",     "colspan",  "dir",  "frame",    "headers", "height", "href",        "hreflang",    "id",   "lang",    "longdesc",
            "name",   "nowrap",    "rel",      "rev",  "rowspan",  "rules",   "scope",  "span",        "src",         "start", "style",  "summary",
            "tabindex", "title",   "type",     "valign", "value",  "width",   "xml:lang", "xml:space", "xmlns"};
        for (rest = trimmed(rest); !rest.empty(); rest = trimmed(rest)) {
            const std::string name = rest.substr(0, rest.find_first_of(std::string(blanks) + "="));
            rest = trimmed(rest.substr(name.size()));
            if (!known.contains(name) || !rest.starts_with('=')) {
                return false;
            }
            rest = trimmed(rest.substr(1));
            const std::size_t close = rest.empty() ? std::string::npos : rest.find(rest.front(), 1);
            if (close == std::string::npos || (rest.front() != '"' && rest.front() != '\'') || is_active(rest.substr(1, close - 1))) {
                return false;
            }
            rest.erase(0, close + 1);
        }
        return true;
    }

    static bool is_active(const std::string& value) {
        std::string read;
        for (std::size_t at = 0; at < value.size();) {
            if (value[at] != '&' || !xml::append_reference(read, value, at)) {
                read += value[at++];
            }
        }
        std::erase_if(read, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
        std::ranges::transform(read, read.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        return read.starts_with("javascript:") || read.starts_with("vbscript:");
    }
};

TEST(Html, that_only_formats_is_safe) {
    for (const std::string_view html : {
             "<div>a</div>",
             R"(<div xmlns="http://www.w3.org/1999/xhtml" lang="ja-JP"><table><tr><th>氏名</th><td>連携 花子</td></tr></table></div>)",
             "<div><p>a<br/>b</p></div>",
             "<div><!-- <script> -->a</div>",
             R"(<div><img src="a.png"/></div>)",
             R"(<div><a href="https://a.example/?a=1&amp;b=2" title='"'>a</a></div>)",
             R"(<div><a href="/javascript:x">a</a></div>)",
             "<div><blockquote>a</blockquote ></div>",
         }) {
        EXPECT_TRUE(is_safe_html(html)) << html;
        EXPECT_TRUE(Slow::is_safe(std::string(html))) << html;
    }
}

TEST(Html, that_could_run_something_or_is_broken_is_not_safe) {
    const std::string deep = "<div>" + std::string(100, 'a');
    for (const std::string_view html : {
             "", "<", "<>", "</>", "<div", "<div/>", "<div></div>", "<div> </div>", "<p>a</p>", "</div>",
             "<div><script>x</script></div>", "<div><SCRIPT>x</SCRIPT></div>", "<div><scr<b>ipt>x</div>", "<div>a<iframe src=\"x\"/></div>",
             "<div><b>a</div></b>", "<div>a</div", "<div>a</div><", "<div>a<!-- </div>", "<DIV>a</DIV>", "<div\v>a</div>", "< div>a</div>",
             "<div>a</ div>", "<div><tdx>a</tdx></div>", "<div><blockquotes>a</blockquotes></div>", "<div><xlockquote>a</xlockquote></div>",
             "<div onclick=\"x\">a</div>", "<div onclick>a</div>", "<div style=x>a</div>", "<div style=\"x>a</div>", "<div class=\"a\" ONLOAD='x'>a</div>",
             R"(<div><a href="javascript:x">a</a></div>)", R"(<div><a href=" jAvAsCrIpT:x">a</a></div>)", R"(<div><a href="java
script:x">a</a></div>)", R"(<div><a href="&#106;avascript&#58;x">a</a></div>)", R"(<div><a href="&#x0000006A;avascript&#x3a;x">a</a></div>)",
             R"(<div><a href="&#9;&#32;vbscript:x">a</a></div>)", R"(<div><img src='vb&#10;script:x'/></div>)", deep.c_str(),
         }) {
        EXPECT_FALSE(is_safe_html(html)) << html;
        EXPECT_FALSE(Slow::is_safe(std::string(html))) << html;
    }
}

TEST(Html, may_be_nested_as_deep_as_it_likes) {
    std::string html = "<div>";
    for (int n = 0; n < 5000; ++n) {
        html += "<blockquote>";
    }
    html += "a";
    for (int n = 0; n < 5000; ++n) {
        html += "</blockquote>";
    }
    EXPECT_FALSE(is_safe_html(html));
    EXPECT_TRUE(is_safe_html(html + "</div>"));
}

// Pieces in any order, and then some bytes of them changed: mostly nonsense, and now and then something nearly right.
TEST(Html, is_judged_as_the_slow_way_judges_it) {
    constexpr std::array<std::string_view, 44> pieces{
        "<div>", "</div>", "<div xmlns=\"http://www.w3.org/1999/xhtml\">", "<p>", "</p>", "<b>", "</b>", "<br/>", "<br />", "<td>", "</td>",
        "<blockquote>", "</blockquote>", "</blockquote x=\">\">", "<h1>", "</h1>", "<img src=\"a\"/>", "<a href=\"", "<a href='", "\">", "'>", "</a>",
        "javascript:", "JAVA&#83;CRIPT:", "&#106;avascript&#58;", "vbscript&#x3A;", "&amp;", "&lt;", "&", "http://a", " ", "\t\n", "\x01", "字", "a",
        "<!--", "-->", "<script>", "</script>", "<", ">", "/", "=", " class=\"a\" style='b'"};
    std::mt19937 random(20260120);
    const auto below = [&](std::size_t most) { return random() % most; };
    std::size_t safe = 0;
    for (int n = 0; n < 200'000; ++n) {
        std::string html = below(4) == 0 ? "" : "<div>";
        for (std::size_t left = below(8); left > 0; --left) {
            html += pieces[below(pieces.size())];
        }
        html += below(4) == 0 ? "" : "</div>";
        for (std::size_t left = below(3); left > 0 && !html.empty() && below(2) == 0; --left) {
            html[below(html.size())] = static_cast<char>(below(256));
        }
        const bool is_safe = is_safe_html(html);
        ASSERT_EQ(is_safe, Slow::is_safe(html)) << html;
        safe += is_safe ? 1 : 0;
    }
    EXPECT_GT(safe, 1'000U);
}

} // namespace
} // namespace renkei::fhirpath
