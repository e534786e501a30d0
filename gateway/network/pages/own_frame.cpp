#include "gateway/network/pages/own_frame.h"

#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/pages/frame.h"

#include <fmt/format.h>

namespace renkei::pages {
namespace {

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
