#include "gateway/network/mhd/summary_document.h"

#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/fhir/xml/escape.h"
#include "gateway/network/mhd/canonicals.h"
#include "gateway/network/mhd/document_silence.h"
#include "gateway/network/mhd/identifiers.h"
#include "gateway/network/mhd/metadata_pieces.h"
#include "gateway/network/mhd/summary_line.h"

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
constexpr std::string_view empty_reasons = "http://terminology.hl7.org/CodeSystem/list-empty-reason";

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
          writer_(out_),
          pieces_(writer_) {}

    std::string run() {
        writer_.start_object().member("resourceType", "Bundle").key("meta").start_object();
        writer_.member("lastUpdated", now_).key("security").start_array().start_object();
        writer_.member("system", confidentiality).member("code", content_.confidentiality);
        writer_.end_object().end_array().end_object();
        identifier("bundle");
        writer_.member("type", "document").member("timestamp", now_).key("entry").start_array();
        begin_entry(own_url("composition"));
        composition();
        writer_.end_object();
        begin_entry(own_url("gateway"));
        gateway();
        writer_.end_object();
        for (const SummaryResource& each : content_.resources) {
            begin_entry(url_of(each.reference));
            writer_.raw(each.json).end_object();
        }
        for (std::size_t i = 0; i < content_.sources.size(); ++i) {
            begin_entry(own_url(fmt::format("provenance-{}", i)));
            provenance(content_.sources[i]);
            writer_.end_object();
        }
        if (!content_.outcome.empty()) {
            begin_entry(own_url("outcome"));
            writer_.raw(content_.outcome).end_object();
        }
        writer_.end_array().end_object();
        return std::move(out_);
    }

private:
    std::string own_url(std::string_view part) const { return summary_uuid(part, name_); }
    std::string url_of(const std::string& reference) const { return base_ + "/" + reference; }

    void begin_entry(const std::string& url) {
        writer_.start_object().member("fullUrl", url).key("resource");
    }

    void identifier(std::string_view part) {
        writer_.key("identifier").start_object();
        writer_.member("system", uri_system).member("value", own_url(part)).end_object();
    }

    void composition() {
        writer_.start_object().member("resourceType", "Composition").member("language", "ja");
        text(fmt::format("<p>{} {}</p>{}", summary_title, now_,
                         content_.outcome.empty() ? "" : fmt::format("<p>{}</p>", scope())));
        identifier("document");
        writer_.member("status", "final").key("type");
        pieces_.concept_of(loinc, "60591-5", "Patient summary Document");
        writer_.key("subject");
        pieces_.reference(url_of(content_.patient));
        writer_.member("date", now_).key("author").start_array();
        pieces_.reference(own_url("gateway"));
        writer_.end_array().member("title", summary_title);
        writer_.member("confidentiality", content_.confidentiality).key("custodian");
        writer_.start_object().member("type", "Organization");
        gateway_identifier();
        writer_.member("display", gateway_name).end_object();
        writer_.key("section").start_array();
        for (std::size_t i = 0; i < sections_.size(); ++i) {
            section(i);
        }
        if (!content_.outcome.empty()) {
            writer_.start_object().member("title", scope_title);
            text(fmt::format("<p>{}</p>", scope()));
            writer_.key("entry").start_array();
            pieces_.reference(own_url("outcome"));
            writer_.end_array().end_object();
        }
        writer_.end_array().end_object();
    }

    std::string_view scope() const { return content_.lacks_documents() ? scope_text : kinds_text; }

    // A document may say that there is none; that none says anything is not the same.
    void empty_section(std::size_t number) {
        const SaidEmpty* const said = content_.said_empty_of(number);
        std::string out;
        if (said != nullptr) {
            out += fmt::format("<p>{}（{} {}）。</p>", word_of(element_of_reason, said->code),
                               escaped_text(said->document.title), escaped_text(said->document.date));
        }
        if (!content_.is_whole()) {
            out += fmt::format("<p>{}</p>", unknown_text);
        }
        text(out.empty() ? fmt::format("<p>{}</p>", nothing_text) : out);
        const std::string_view reason =
            said == nullptr || !content_.is_whole() ? usual_empty_reason : said->code;
        writer_.key("emptyReason");
        pieces_.concept_of(empty_reasons, reason, word_of("emptyReason.display", reason));
        writer_.end_object();
    }

    void section(std::size_t number) {
        const SummarySection& section = sections_[number];
        std::string rows;
        for (const SummaryEntry& each : content_.entries) {
            rows += stands_in(each, number) ? row(each) : "";
        }
        if (rows.empty() && section.is_if_any && content_.said_empty_of(number) == nullptr) {
            return;
        }
        writer_.start_object().member("title", section.title);
        if (!section.code.empty()) {
            writer_.key("code");
            pieces_.concept_of(section.system, section.code, section.display);
        }
        if (rows.empty()) {
            empty_section(number);
            return;
        }
        text(fmt::format("<table><thead><tr><th>項目</th><th>内容</th><th>日付</th><th>出典</th></tr></thead>"
                         "<tbody>{}</tbody></table>",
                         rows));
        writer_.key("entry").start_array();
        std::set<std::string_view> named; // several lines may be of one resource
        for (const SummaryEntry& each : content_.entries) {
            if (stands_in(each, number) && named.insert(each.reference).second) {
                pieces_.reference(url_of(each.reference));
            }
        }
        writer_.end_array().end_object();
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

    void text(std::string_view html) {
        writer_.key("text").start_object().member("status", "generated");
        writer_.member("div", fmt::format(R"(<div xmlns="http://www.w3.org/1999/xhtml">{}</div>)", html));
        writer_.end_object();
    }

    void gateway() {
        writer_.start_object().member("resourceType", "Device");
        text(fmt::format("<p>{}</p>", gateway_name));
        writer_.key("identifier").start_array().start_object().member("system", uri_system);
        writer_.member("value", base_).end_object().end_array();
        writer_.key("deviceName").start_array().start_object().member("name", gateway_name);
        writer_.member("type", "user-friendly-name").end_object().end_array().end_object();
    }

    void gateway_identifier() {
        writer_.key("identifier").start_object();
        writer_.member("system", uri_system).member("value", base_).end_object();
    }

    void provenance(const SummarySource& source) {
        writer_.start_object().member("resourceType", "Provenance");
        text(fmt::format("<p>{}</p>", escaped_text(source.name)));
        writer_.key("target").start_array();
        for (const std::string& each : source.targets) {
            pieces_.reference(url_of(each));
        }
        writer_.end_array();
        for (const auto& [key, value] : source.provenance) {
            writer_.key(key).raw(value);
        }
        writer_.end_object();
    }

    const SummaryContent& content_;
    const std::vector<SummarySection>& sections_;
    const std::string& base_;
    const std::string& name_;
    std::string now_;
    std::string out_;
    json::Writer writer_;
    MetadataPieces pieces_;
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
