#include "gateway/network/pages/records_page.h"

#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/network/pages/frame.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::pages {
namespace {

using html::isolated;

std::string asked(const RecordsPage& page, std::string_view name) {
    const auto found = std::ranges::find(page.searched, name, &std::pair<std::string, std::string>::first);
    return found == page.searched.end() ? std::string() : found->second;
}

std::string person_field(const RecordsPage& page, std::string_view name, std::string_view label,
                         std::string_view hint) {
    return fmt::format("<label>{}<input name=\"{}\" type=\"text\" value=\"{}\" placeholder=\"{}\" "
                       "inputmode=\"numeric\" autocomplete=\"off\" required></label>\n",
                       escaped(label), name, escaped(asked(page, name)), hint);
}

// Numbers of persons go into a body, never into a URL: so the form is sent by POST.
std::string person_form(const RecordsPage& page) {
    return fmt::format("<form class=\"filter\" method=\"post\" action=\"{}/_search\" role=\"search\" "
                       "aria-label=\"利用者の指定\">\n",
                       escaped(page.records_url)) +
           person_field(page, "insurer", "保険者番号", "990010") +
           person_field(page, "person", "被保険者番号", "0000001016") +
           "<button class=\"btn\" type=\"submit\">表示</button>\n</form>\n";
}

constexpr std::string_view dash = "<span class=\"o\">―</span>";

// "2026年4月1日 10:00　カード"
std::string moment(const std::string& at, const std::string& rest) {
    return at.empty() ? std::string(dash)
                      : html::date_html(at) + (rest.empty() ? "" : "<br>" + isolated(rest));
}

std::string period(const std::string& from, const std::string& until) {
    return from.empty() && until.empty() ? std::string(dash)
                                         : (from.empty() ? "" : html::date_html(from)) + "～" +
                                               (until.empty() ? "" : html::date_html(until));
}

std::string state_tag(const std::string& state, bool holds) {
    return holds ? fmt::format("<strong>{}</strong>", escaped(state))
                 : fmt::format("<span class=\"tag\">{}</span>", escaped(state));
}

std::string list_of(const std::vector<std::string>& texts) {
    std::string out = "<ul>";
    for (const std::string& text : texts) {
        out += fmt::format("<li>{}</li>", escaped(text));
    }
    return out + "</ul>";
}

// What may be read now stays in sight; what only a consent would add is folded.
std::string opened(const ShownRegistration& registration) {
    std::string out = registration.opens.empty() ? std::string(registration.opens_part.empty() ? "なし" : "")
                                                 : list_of(registration.opens);
    if (!registration.opens_nothing.empty()) {
        out += fmt::format("<br><span class=\"s\">{}</span>", escaped(registration.opens_nothing));
    }
    if (!registration.opens_part.empty()) {
        out += fmt::format("<span class=\"s\">支援措置のため、住所と事業所を除いた一部だけ:</span>{}",
                           list_of(registration.opens_part));
    }
    if (!registration.would_open.empty()) {
        out += fmt::format("<details><summary>本人の同意があれば（{} 種類）</summary>{}</details>",
                           registration.would_open.size(), list_of(registration.would_open));
    }
    return out;
}

std::string notes(const ShownRegistration& registration) {
    std::vector<std::string> out;
    if (!registration.ended.empty()) {
        out.push_back(moment(registration.ended, registration.ended_how));
    }
    if (!registration.view_until.empty()) {
        out.push_back("閲覧期限 " + html::date_html(registration.view_until));
    }
    for (const std::string& note : registration.notes) {
        out.push_back(escaped(note));
    }
    return out.empty() ? std::string(dash) : fmt::format("{}", fmt::join(out, "<br>"));
}

std::string registrations(const RecordsPage& page) {
    html::TableRows rows;
    for (const ShownRegistration& each : page.registrations) {
        const std::string type =
            each.service_type.empty() ? "" : fmt::format("<br>サービス種類 {}", escaped(each.service_type));
        rows.push_back({isolated(each.office) + type, state_tag(each.state, each.holds),
                        period(each.from, each.until), moment(each.checked, each.checked_how), opened(each),
                        notes(each), each.acts});
    }
    return rows.empty()
               ? "<p>表示できる担当事業所登録はありません。</p>\n"
               : html::table("担当事業所",
                             {"事業所", "状態", "期間", "本人確認", "閲覧できる情報", "備考", "操作"}, rows);
}

std::string state_of(const ShownConsent& consent) {
    return state_tag(consent.state, consent.holds) +
           (consent.withdrawn.empty() ? "" : "<br>" + html::date_html(consent.withdrawn));
}

std::string consents(const RecordsPage& page) {
    html::TableRows rows;
    for (const ShownConsent& each : page.consents) {
        rows.push_back({moment(each.given, {}), escaped(each.what), state_of(each), escaped(each.kinds),
                        isolated(each.receivers), period(each.from, each.until), escaped(each.by),
                        isolated(each.taker), each.acts});
    }
    return rows.empty() ? "<p>表示できる同意・不同意の記録はありません。</p>\n"
                        : html::table("同意",
                                      {"日時", "意思", "状態", "対象の情報", "提供先", "期間",
                                       "意思を示した人", "受けた機関", "操作"},
                                      rows);
}

std::string steps_of(const ShownCertification& certification) {
    std::vector<std::string> out;
    for (const auto& [step, day] : certification.done) {
        out.push_back(fmt::format("{} {}", escaped(step), html::date_html(day)));
    }
    if (!certification.certified.empty()) {
        out.push_back(fmt::format("<strong>{}</strong>", escaped(certification.certified)));
    }
    return fmt::format("{}", fmt::join(out, "<br>"));
}

std::string certifications(const RecordsPage& page) {
    html::TableRows rows;
    for (const ShownCertification& each : page.certifications) {
        rows.push_back({moment(each.applied, each.kind), state_tag(each.state, each.is_open), steps_of(each),
                        each.next.empty() ? std::string(dash) : escaped(each.next), moment(each.due, {}),
                        moment(each.noticed, each.reason), each.acts});
    }
    return rows.empty()
               ? std::string()
               : "<h2>要介護認定の進み具合</h2>\n" +
                     html::table("要介護認定",
                                 {"申請", "状態", "済んだ手順", "次の手順", "期限", "延期の通知", "操作"},
                                 rows);
}

std::string others(const RecordsPage& page) {
    html::TableRows rows;
    for (const ShownRecord& each : page.others) {
        std::string items;
        for (const auto& [name, says] : each.items) {
            items += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", escaped(name), isolated(says));
        }
        rows.push_back({escaped(each.kind), fmt::format("<dl class=\"sl\">{}</dl>", items), each.acts});
    }
    return rows.empty()
               ? std::string()
               : "<h2>そのほかの記録</h2>\n" + html::table("そのほかの記録", {"種類", "内容", "操作"}, rows);
}

} // namespace

std::string records_page(const RecordsPage& page, const html::PageHead& head) {
    std::string out = html::begin_page({.title = "担当事業所と同意", .has_forms = true}, &head) +
                      "<div class=\"head\">\n<h1>担当事業所と同意</h1>\n<p "
                      "class=\"m\">利用者を担当する事業所の登録と、情報の"
                      "共有についての同意・不同意です。</p>\n</div>\n" +
                      person_form(page);
    if (!page.refusal.empty()) {
        return out + html::notice(html::Notice::warning, escaped(page.refusal), {}, "alert") +
               html::end_page();
    }
    const std::string acts = page.acts.empty()
                                 ? std::string()
                                 : "<h2>登録する</h2>\n<div class=\"acts\">\n" + page.acts + "</div>\n";
    if (!page.is_answered) {
        return out + acts + html::end_page();
    }
    if (!page.note.empty()) {
        out += html::notice(html::Notice::warning, escaped(page.note), {}, "status");
    }
    return out + "<h2>担当事業所</h2>\n" + registrations(page) + "<h2>同意・不同意</h2>\n" + consents(page) +
           certifications(page) + others(page) + acts +
           "<p class=\"s\">表示するのは、保険者にはすべて、担当の事業所には自らの登録とそれに関わる同意です。"
           "記録がない場合と、表示を認められていない場合は区別しません。「閲覧できる情報」は、登録と同意によ"
           "り、職種の条件を満たす職員が読めるものです。保険者だけが知る事情は、保険者以外への表示には反映し"
           "ません"
           "。実際に読めるものは、これより少ないことがあります。</p>\n" +
           html::end_page();
}

} // namespace renkei::pages
