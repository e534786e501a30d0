// What the sections of a person's page name that must not be missed.
#include "gateway/network/pages/frame.h"
#include "gateway/network/pages/person_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace renkei::pages {
namespace {

using mapping::AlertKind;
using mhd::SummaryEntry;

constexpr std::size_t most_of_alert = 20; // lines

// The newest answer that names something, if those of its day or of a newer one do not know it: else it is
// answered that there is none, or that it is over.
bool bring_what_warns_to_front(const mhd::SummaryContent& content, AskedQuestion& question) {
    std::optional<AnswerDay> denied;
    for (auto each = question.answers.begin(); each != question.answers.end(); ++each) {
        const SummaryEntry& entry = **each;
        const AnswerDay day = day_of(content, entry);
        if (denied && !day.is_same_day(*denied)) {
            return false;
        }
        const std::string until = entry.line.date.to.value_or(std::string());
        const bool is_over = !until.empty() && until < content.sources[entry.sources.front()].date;
        if (!entry.question.names_nothing && !is_over) {
            std::rotate(question.answers.begin(), each, each + 1);
            return true;
        }
        denied = denied || entry.question.is_unknown ? denied : std::optional(day);
    }
    return false;
}

} // namespace

// What a section names that must not be missed; a death only where no Patient says one.
void PersonRecord::add_alerts_of_sections(std::vector<html::Alert>& alerts) const {
    const bool is_dead = !alerts.empty();
    for (std::size_t i = person_section + 1; i < sections_.size(); ++i) {
        const mhd::SummarySection& section = sections_[i];
        const AlertKind kind = section.is_alert            ? AlertKind::death
                               : section.look == "danger"  ? AlertKind::danger
                               : section.look == "warning" ? AlertKind::warning
                                                           : AlertKind::line;
        if (kind == AlertKind::line || (kind == AlertKind::death && is_dead)) {
            continue;
        }
        html::Alert alert{.kind = kind, .name = escaped(section.title)};
        for (AskedQuestion& question : questions_of(content_, i)) {
            // details alone tell of no death
            if (!bring_what_warns_to_front(content_, question) ||
                (kind == AlertKind::death && question.answers.front()->question.value.empty())) {
                continue;
            }
            const SummaryEntry& newest = *question.answers.front();
            const std::string said = writer_.said(newest);
            alert.lines.push_back({.html = (newest.line.what == section.title ? said
                                            : said.empty()                    ? shown_name(newest.line.what)
                                                           : shown_name(newest.line.what) + "：" + said) +
                                           fmt::format("<span class=\"src\">{}　{}</span>",
                                                       writer_.day(newest), writer_.named_source(newest)) +
                                           writer_.others(question, AnswerWriter::Others::contradictions),
                                   .restricted = newest.question.is_restricted});
            if (alert.lines.size() == most_of_alert) {
                alert.lines.push_back({.html = "ほかにもあるかもしれません。下の区分を見てください。"});
                break;
            }
        }
        if (!alert.lines.empty()) {
            alerts.push_back(std::move(alert));
        }
    }
}

} // namespace renkei::pages
