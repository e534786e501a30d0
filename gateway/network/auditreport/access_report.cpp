#include "gateway/network/auditreport/access_report.h"

#include "gateway/core/base/logical_id.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/audit/query_text.h"
#include "gateway/network/auditreport/access_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace renkei::auditreport {
namespace {

std::string caller_of(const audit::Event& event) {
    if (!event.peer.empty()) {
        return event.peer;
    }
    if (!event.certificate.empty()) {
        return std::string(unknown_certificate) + event.certificate;
    }
    return event.address.empty() ? std::string() : std::string(unknown_address) + event.address;
}

// Events write ids with dashes or without; the store and its commands know them with dashes.
std::string with_dashes(std::string_view id) {
    return base::document_of_logical_id(base::logical_id(id)).value_or(std::string(id));
}

// Of the one document and of those that a search showed; each once.
std::vector<std::string> documents_of(const audit::Event& event) {
    std::set<std::string> out;
    if (!event.document.empty()) {
        out.insert(with_dashes(event.document));
    }
    for (const std::string_view id : audit::read_query(event.query).documents) {
        out.insert(with_dashes(id));
    }
    return {out.begin(), out.end()};
}

Line line_of(const audit::Event& event) {
    return {.day = time::second_in_japan(event.at).substr(0, 10),
            .caller = caller_of(event),
            .interaction = event.interaction,
            .reason = event.reason,
            .ground = event.ground,
            .about = event.about,
            .user = event.user,
            .is_said = !event.user.empty() && event.issuer.empty(),
            .job = event.job,
            .purpose = event.purpose,
            .emergency = event.emergency,
            .result = result_of(event),
            .documents = documents_of(event),
            .first = event.at,
            .last = event.at,
            .times = event.times};
}

std::string key_of(const Line& line) {
    constexpr std::string_view separator("\0", 1); // in none of them
    const std::string result = std::to_string(static_cast<unsigned>(line.result)) + (line.is_said ? "s" : "");
    const std::string documents = fmt::format("{}", fmt::join(line.documents, ","));
    const std::string* const parts[] = {&line.day,     &line.caller,    &line.interaction, &line.reason,
                                        &line.ground,  &line.about,     &line.user,        &line.job,
                                        &line.purpose, &line.emergency, &result,           &documents};
    std::string out;
    for (const std::string* const part : parts) {
        out.append(*part).append(separator);
    }
    return out;
}

bool is_own(const Line& line) { return line.caller.empty() || line.result == Result::unneeded; }

Counts counts_of(const std::vector<Line>& lines) {
    Counts out;
    std::set<std::string> callers;
    for (const Line& line : lines) {
        if (is_own(line)) {
            out.own += line.times;
            continue;
        }
        callers.insert(line.caller);
        out.accesses += line.times;
        out.refused += line.result == Result::refused ? line.times : 0;
        out.failed += line.result == Result::failed ? line.times : 0;
    }
    out.organisations = callers.size();
    return out;
}

void sort_lines(std::vector<Line>& lines) {
    std::map<std::pair<std::string, std::string>, base::Millis> first; // by day and caller
    for (const Line& line : lines) {
        const auto [at, is_new] = first.try_emplace({line.day, line.caller}, line.first);
        at->second = std::min(at->second, line.first);
    }
    std::ranges::stable_sort(lines, {}, [&](const Line& line) {
        return std::tuple(line.day, first.at({line.day, line.caller}), line.caller, line.first, line.last);
    });
}

} // namespace

bool Period::contains(base::Millis at) const { return (!since || at >= *since) && (!until || at <= *until); }

void ReportBuilder::add(const audit::Event& event) {
    Line line = line_of(event);
    const auto [at, is_new] = lines_.try_emplace(key_of(line), line);
    if (is_new) {
        return;
    }
    at->second.first = std::min(at->second.first, line.first);
    at->second.last = std::max(at->second.last, line.last);
    at->second.times += line.times;
}

AccessReport ReportBuilder::take() {
    AccessReport out;
    for (auto& [key, line] : lines_) {
        out.lines.push_back(std::move(line));
    }
    lines_.clear();
    sort_lines(out.lines);
    out.counts = counts_of(out.lines);
    return out;
}

std::map<std::string, std::size_t> document_numbers(const AccessReport& report) {
    std::map<std::string, std::size_t> out;
    for (const Line& line : report.lines) {
        for (const std::string& document : line.documents) {
            out.try_emplace(document, out.size() + 1);
        }
    }
    return out;
}

} // namespace renkei::auditreport
