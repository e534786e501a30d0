#include "gateway/network/pages/frame.h"

#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"

#include <fmt/format.h>

namespace renkei::pages {
namespace {

constexpr std::string_view style_of_pages = R"(
form{display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:end;margin:.4rem 0;padding:.5rem .8rem;background:#f4f7fa}
label{display:flex;flex-direction:column;font-size:.85rem;max-width:100%}
input,select,button{font:inherit;padding:.25rem .4rem;min-height:2rem;max-width:100%;border:1px solid #666;border-radius:.2rem;background:#fff;color:inherit}
button{background:#1d5a8c;color:#fff;border-color:#1d5a8c;padding:.25rem 1rem;cursor:pointer}
.q .at,.q .b,.q details{font-size:.8rem;color:#444}
.q .b{display:block}
.q .d{white-space:normal;word-break:keep-all}
dd ul,td ul,.docs{margin:0;padding-left:1.1rem}
dd details{margin:0;border:0}
dd summary{padding:0;font-weight:normal;min-height:1.5rem}
tbody th{width:auto}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(18rem,100%),1fr));gap:.6rem}
figure{margin:0;border:1px solid #999;border-radius:.3rem;padding:.4rem .6rem}
figcaption{font-weight:bold;font-size:.9rem}
figure details{margin:0;border:0}
svg{display:block;width:100%;height:auto;max-width:26rem}
polyline{fill:none;stroke:#1d5a8c;stroke-width:2}
circle,rect{fill:#1d5a8c}
svg text{font-size:11px;fill:#1a1a1a}
.l1 polyline{stroke:#a34700;stroke-dasharray:6 3}
.l1 circle,.l1 rect{fill:#a34700}
span.l1{color:#a34700}
.l2 polyline{stroke:#4a6b00;stroke-dasharray:2 2}
.l2 circle,.l2 rect{fill:#4a6b00}
span.l2{color:#4a6b00}
body:has(.persons){max-width:110rem}
.persons{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(30rem,100%),1fr));gap:1rem;align-items:start;margin-top:1rem}
.person{border:2px solid #a00000;border-radius:.3rem;padding:0 .8rem .5rem;min-width:0}
@media (max-width:40rem){
 td:empty{display:none}
 .q{line-height:1.35}
 .charts{grid-template-columns:repeat(2,minmax(0,1fr));gap:.3rem}
 figure{padding:.2rem .3rem}
 svg text{font-size:20px}
 tbody th{float:none;font-weight:bold}
 tbody th::after{content:""}
}
@media print{
 form{display:none}
 .q .at,.q .b{font-size:7pt}
 .charts{grid-template-columns:repeat(4,1fr);gap:1mm}
 figure{break-inside:avoid;padding:.5mm 1mm}
 figcaption{font-size:7.5pt}
 svg text{font-size:18px}
 .persons{display:block}
 .person+.person{break-before:page}
}
)";

constexpr std::string_view style_of_own = R"(
body{max-width:46rem;font-size:1.25rem;line-height:1.8}
h1{font-size:1.9rem;line-height:1.4}
h2{font-size:1.5rem;line-height:1.4;padding:.3rem .7rem}
.m,.s{font-size:1.1rem;color:#333}
dl.own{display:block;margin:.4rem 0}
dl.own>div{display:block;padding:.5rem 0;border-bottom:1px solid #999}
dl.own dt{font-size:1.1rem;color:#333}
dl.own dd b{font-size:1.4rem}
.own .at{display:block;font-size:1.1rem;color:#333}
dl.terms{display:block;background:#f4f7fa;padding:.5rem .9rem;margin:.6rem 0;font-size:1.1rem}
dl.terms>div{display:block;border:0;padding:.2rem 0}
dl.terms dt{font-weight:bold;color:#1a1a1a}
ul.plain{margin:.4rem 0;padding-left:1.4rem}
ul.plain li{margin:.4rem 0}
nav a,p.go a{display:inline-block;min-height:3rem;padding:.4rem 0}
form.own{display:block;border:2px solid #1d5a8c;border-radius:.3rem;background:#fff;padding:.6rem 1rem}
form.own>:is(label){display:block;font-size:1.15rem;padding:.5rem 0}
form.own>*>input[type=checkbox]{width:1.7rem;height:1.7rem;min-height:0;vertical-align:-.3rem;margin:0 .6rem 0 0}
form.own>:is(button){font-size:1.25rem;min-height:3.2rem;padding:.4rem 1.6rem}
.say{border:2px solid #1d5a8c;border-radius:.3rem;padding:.6rem 1rem;font-weight:bold}
@media print{
 body{font-size:13pt;line-height:1.5}
 h1{font-size:18pt}
 h2{font-size:15pt}
 .m,.s,dl.own dt,.own .at,dl.terms{font-size:11.5pt}
 dl.own dd b{font-size:14pt}
 dl.own>div,dl.terms,ul.plain li{break-inside:avoid}
 p.go{display:none}
}
)";

constexpr diag::BilingualText closed_title{"Nothing can be shown", "表示できません"};
constexpr diag::BilingualText back_text{"Back to your page", "ご自身のページへ戻る"};

} // namespace

std::string page_begin(std::string_view title, std::string_view person, std::string_view more_style,
                       diag::Language language) {
    return html::page_begin(title, policy_of_pages,
                            std::string(style_of_pages) + html::sheet_style(person, title) +
                                std::string(more_style),
                            language == diag::Language::japanese ? "ja" : "en");
}

std::string page_end() { return "</main>\n</body>\n</html>\n"; }

std::string refusal_page(const RefusalText& refusal) {
    return page_begin("表示できません") +
           fmt::format("<main>\n<h1>表示できません</h1>\n<p class=\"stop\" role=\"alert\">{}</p>\n<p><a "
                       "href=\"{}\">文書の一覧</a></p>\n<p class=\"s\">HTTP {}　要求番号：{}</p>\n",
                       escaped(refusal.text), escaped(refusal.list_url), refusal.status,
                       escaped(refusal.request)) +
           page_end();
}

std::string own_begin(const diag::BilingualText& title, diag::Language language) {
    const std::string text = title.in(language);
    return page_begin(text, {}, style_of_own, language) +
           fmt::format("<header>\n<h1>{}</h1>\n</header>\n<main>\n", html::escaped(text));
}

std::string own_refusal_page(std::string_view text, diag::Language language) {
    return own_begin(closed_title, language) +
           fmt::format("<p class=\"say\" role=\"alert\">{}</p>\n<p class=\"go\"><a href=\"/my\">{}</a></p>\n",
                       html::escaped(text), html::escaped(back_text.in(language))) +
           page_end();
}

} // namespace renkei::pages
