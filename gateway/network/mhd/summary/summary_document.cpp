#include "gateway/network/mhd/summary/summary_document.h"

#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/fhir/xml/escape.h"
#include "gateway/network/mhd/metadata/examples.h"
#include "gateway/network/mhd/metadata/identifiers.h"
#include "gateway/network/mhd/summary/document_silence.h"
#include "gateway/network/mhd/summary/summary_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::mhd {
namespace {

using documents::PersonNumber;

constexpr std::string_view summary_title = "患者サマリー";
constexpr std::string_view gateway_name = "連携ゲートウェイ";
constexpr std::string_view scope_title = "このサマリーの範囲";
constexpr std::string_view scope_text = "このサマリーは完全ではありません。参照できる文書のすべては含まれてい"
                                        "ないため、載っていないことは「ない」ことを意味しません。"
                                        "理由は「このサマリーの範囲」の OperationOutcome にあります。";
constexpr std::string_view kinds_text =
    "文書にある情報のうち、このサマリーの区分に入らないものがあります。載って"
    "いないことは「ない」ことを意味しません。"
    "どの文書の何かは「このサマリーの範囲」の OperationOutcome にあります。";
constexpr std::string_view unknown_text =
    "サマリーに含まれない文書や情報があるため、記載があるかは分かりません。";
constexpr std::string_view nothing_text = "参照できる文書に記載がありません。";

std::string escaped_text(std::string_view text) {
    std::string out;
    xml::append_text_of_any(out, text);
    return out;
}

std::string cell(std::string_view text) { return fmt::format("<td>{}</td>", escaped_text(text)); }

class SummaryWriter {
public:
    SummaryWriter(const SummaryContent& content, const std::vector<SummarySection>& sections,
                  const std::string& base, const std::string& name, base::Millis now)
        : content_(content),
          sections_(sections),
          base_(base),
          name_(name),
          now_(time::second_in_japan(now)),
          writer_(out_) {}

    std::string run() {
        writer_.start_object()
            .member("resourceType", "Bundle")
            .key("meta")
            .raw(by_example("summary meta", {{"now", now_}, {"confidentiality", content_.confidentiality}}));
        writer_.key("identifier")
            .raw(by_example("identifier", {{"system", uri_system}, {"value", own_url("bundle")}}));
        writer_.member("type", "document").member("timestamp", now_).key("entry").start_array();
        entry(own_url("composition"), composition());
        entry(own_url("gateway"),
              by_example("summary gateway", {{"html", html(fmt::format("<p>{}</p>", gateway_name))},
                                             {"base", base_},
                                             {"name", gateway_name}}));
        for (const SummaryResource& each : content_.resources) {
            entry(url_of(each.reference), each.json);
        }
        for (std::size_t i = 0; i < content_.sources.size(); ++i) {
            entry(own_url(fmt::format("provenance-{}", i)), provenance(content_.sources[i]));
        }
        if (!content_.outcome.empty()) {
            entry(own_url("outcome"), content_.outcome);
        }
        writer_.end_array().end_object();
        return std::move(out_);
    }

private:
    std::string own_url(std::string_view part) const { return summary_uuid(part, name_); }
    std::string url_of(std::string_view reference) const { return fmt::format("{}/{}", base_, reference); }

    void entry(const std::string& url, std::string_view resource) {
        writer_.start_object().member("fullUrl", url).key("resource").raw(resource).end_object();
    }

    std::string composition() const {
        const std::string scope =
            content_.outcome.empty()
                ? ""
                : fmt::format("<p>{}</p>", content_.lacks_documents() ? scope_text : kinds_text);
        const auto written = [this](const SummarySection& each) {
            return section(each, static_cast<std::size_t>(&each - sections_.data()));
        };
        return by_example("summary",
                          {{"html", html(fmt::format("<p>{} {}</p>{}", summary_title, now_, scope))},
                           {"document", own_url("document")},
                           {"patient", url_of(content_.patient)},
                           {"now", now_},
                           {"gateway", own_url("gateway")},
                           {"title", summary_title},
                           {"confidentiality", content_.confidentiality},
                           {"base", base_},
                           {"name", gateway_name},
                           {"sections", json::elements_of(sections_, written)},
                           {"scope title", scope.empty() ? "" : scope_title},
                           {"scope", scope.empty() ? "" : html(scope)},
                           {"outcome", scope.empty() ? "" : own_url("outcome")}});
    }

    // A document may say that there is none; that none says anything is not the same.
    std::string empty_html(const SaidEmpty* said) const {
        std::string out;
        if (said != nullptr) {
            out += fmt::format("<p>{}（{} {}）。</p>", word_of(element_of_reason, said->code),
                               escaped_text(said->document.title), escaped_text(said->document.date));
        }
        if (!content_.is_whole()) {
            out += fmt::format("<p>{}</p>", unknown_text);
        }
        return out.empty() ? fmt::format("<p>{}</p>", nothing_text) : out;
    }

    std::string section(const SummarySection& section, std::size_t number) const {
        const SaidEmpty* const said = content_.said_empty_of(number);
        std::string rows;
        std::set<std::string_view> named; // several lines may be of one resource
        std::string entries;
        for (const SummaryEntry& each : content_.entries) {
            if (stands_in(each, number)) {
                rows += row(each);
                if (named.insert(each.reference).second) {
                    entries += (entries.empty() ? "" : ",") + reference(url_of(each.reference));
                }
            }
        }
        if (rows.empty() && section.is_if_any && said == nullptr) {
            return {};
        }
        const std::string_view reason = !rows.empty()                             ? ""
                                        : said == nullptr || !content_.is_whole() ? usual_empty_reason
                                                                                  : said->code;
        return by_example(
            "summary section",
            {{"title", section.title},
             {"code", section.code.empty() ? "" : concept_of(section.system, section.code, section.display)},
             {"html", html(rows.empty() ? empty_html(said)
                                        : fmt::format("<table><thead><tr><th>項目</th><th>内容</th><th>日付</"
                                                      "th><th>出典</th></tr></thead>"
                                                      "<tbody>{}</tbody></table>",
                                                      rows))},
             {"entries", entries},
             {"reason", reason},
             {"reason display", reason.empty() ? "" : word_of("emptyReason.display", reason)}});
    }

    // A death that a Patient says stands among the deaths, too.
    bool stands_in(const SummaryEntry& entry, std::size_t number) const {
        return entry.section == number ||
               (sections_[number].is_alert && entry.of_person == PersonStatement::death);
    }

    std::string row(const SummaryEntry& entry) const {
        std::string names;
        for (const std::size_t source : entry.sources) {
            names += (names.empty() ? "" : "、") + content_.sources[source].name;
        }
        const SummaryLine& line = entry.line;
        const std::string date =
            line.date.is_known() ? line.date.text() : content_.sources[entry.sources.front()].date;
        return "<tr>" + cell(line.what) + cell(line.value + line.note) + cell(date) + cell(names) + "</tr>";
    }

    static std::string html(std::string_view inner) {
        return fmt::format(R"(<div xmlns="http://www.w3.org/1999/xhtml">{}</div>)", inner);
    }

    std::string provenance(const SummarySource& source) const {
        std::string out =
            by_example("summary provenance",
                       {{"html", html(fmt::format("<p>{}</p>", escaped_text(source.name)))},
                        {"targets", json::elements_of(source.targets, [this](const std::string& each) {
                             return reference(url_of(each));
                         })}});
        out.pop_back(); // the members that follow are those of the document's own
        for (const auto& [key, value] : source.provenance) {
            out += fmt::format(",\"{}\":{}", key, value);
        }
        return out + "}";
    }

    const SummaryContent& content_;
    const std::vector<SummarySection>& sections_;
    const std::string& base_;
    const std::string& name_;
    std::string now_;
    std::string out_;
    json::Writer writer_;
};

// Without its organisation a number may be any of those that look the same.
bool may_be_same(const PersonNumber& a, const PersonNumber& b) {
    return a.number == b.number && (a.within == b.within || a.within.value.empty() || b.within.value.empty());
}

} // namespace

std::string summary_document(const SummaryContent& content, const std::vector<SummarySection>& sections,
                             const std::string& base, const std::string& name, base::Millis now) {
    return SummaryWriter(content, sections, base, name, now).run();
}

void SummaryNumbers::add(const std::vector<PersonNumber>& of_document) {
    std::vector<std::size_t> places;
    for (const PersonNumber& each : of_document) {
        if (const std::size_t place = place_of(each); place < numbers_.size()) {
            places.push_back(joined_[place]);
        }
    }
    for (std::size_t& each : joined_) {
        if (std::ranges::find(places, each) != places.end()) {
            each = places.front();
        }
    }
}

// The place of the number among those that are kept; it is added if it is missing.
std::size_t SummaryNumbers::place_of(const PersonNumber& number) {
    const auto known = std::ranges::find(numbers_, number);
    if (known != numbers_.end() || numbers_.size() == most) {
        return static_cast<std::size_t>(known - numbers_.begin());
    }
    const std::size_t own = numbers_.size();
    const auto same =
        std::ranges::find_if(numbers_, [&](const PersonNumber& each) { return may_be_same(each, number); });
    joined_.push_back(same == numbers_.end() ? own
                                             : joined_[static_cast<std::size_t>(same - numbers_.begin())]);
    numbers_.push_back(number);
    return own;
}

bool SummaryNumbers::are_linked() const {
    return std::ranges::any_of(joined_, [&](std::size_t each) { return each != joined_.front(); });
}

bool SummaryNumbers::are_of_two() const {
    return std::ranges::any_of(numbers_, [&](const PersonNumber& a) {
        return std::ranges::any_of(numbers_, [&](const PersonNumber& b) {
            return a.number.system == b.number.system && a.within == b.within &&
                   a.number.value != b.number.value;
        });
    });
}

} // namespace renkei::mhd
