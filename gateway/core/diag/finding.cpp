#include "gateway/core/diag/finding.h"

#include "gateway/core/diag/one_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace renkei::diag {
namespace {

// The size of the UTF-8 sequence (RFC 3629 §4) at the beginning of the text; 0 if it is malformed.
std::size_t sequence_size(std::string_view text) {
    const auto byte = [&](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    const unsigned first = byte(0);
    const std::size_t size = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
    const unsigned least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (size > 1 && (byte(1) < least || byte(1) > most)) {
        return 0;
    }
    for (std::size_t i = 2; i < size; ++i) {
        if (byte(i) < 0x80 || byte(i) > 0xBF) {
            return 0;
        }
    }
    return size;
}

// An argument may be part of a header, or be cut inside of a character; reports are JSON, which is UTF-8.
void replace_malformed(std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = sequence_size(std::string_view(text).substr(at));
        if (size == 0) {
            text[at] = '?';
        }
        at += std::max<std::size_t>(size, 1);
    }
}

// How many bytes the texts of a finding have.
std::size_t size_of(const Finding& finding) {
    std::size_t out = finding.where.file.size() + finding.where.path.size() + finding.item.size() +
                      finding.name.size() + finding.value.size();
    for (const std::string& each : finding.args) {
        out += each.size();
    }
    return out;
}

} // namespace

std::string item_label(std::string_view name, std::string_view item) {
    if (name.empty() || item.empty()) {
        return name.empty() && item.empty() ? "" : fmt::format("{}{}: ", name, item);
    }
    return fmt::format("{} ({}): ", name, item);
}

Finding finding(Message message, Where where, std::vector<std::string> args) {
    std::ranges::for_each(args, replace_malformed);
    Finding out;
    out.message = message;
    out.severity = row(message).severity;
    out.where = std::move(where);
    out.args = std::move(args);
    return out;
}

const Finding& FindingList::Iterator::operator[](difference_type distance) const {
    auto at = static_cast<std::size_t>(at_ + distance);
    std::size_t part = 0;
    while (at >= parts_[part].size()) {
        at -= parts_[part++].size();
    }
    return parts_[part][at];
}

FindingList Report::findings() const {
    return FindingList({kept(Severity::error), kept(Severity::warning), kept(Severity::information)});
}

bool Report::has_room(std::size_t bytes) const {
    constexpr std::size_t bytes_each = 400; // of a report that may be long
    constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();
    const std::size_t most = limit_ > no_limit / bytes_each ? no_limit : limit_ * bytes_each;
    return findings().size() < limit_ && bytes_ + bytes <= std::max(max_bytes, most);
}

bool Report::drop_mildest() {
    for (const Severity milder : {Severity::information, Severity::warning}) {
        if (!kept(milder).empty()) {
            bytes_ -= std::min(bytes_, size_of(kept(milder).back()));
            kept(milder).pop_back();
            return true;
        }
    }
    return false;
}

Finding& Report::add(Finding finding) {
    const Severity severity = finding.severity;
    const bool is_error = severity == Severity::error;
    const std::size_t bytes = size_of(finding);
    while (is_error && !has_room(bytes) && drop_mildest()) {
    }
    const bool is_kept = has_room(bytes) && (is_error || not_shown() == 0);
    ++total_;
    ++counts_[static_cast<std::size_t>(severity)];
    if (!is_kept) {
        overflow_ = std::move(finding);
        return overflow_;
    }
    bytes_ += bytes;
    kept(severity).push_back(std::move(finding));
    return kept(severity).back();
}

Finding& Report::add(Message message, Where where, std::vector<std::string> args) {
    return add(finding(message, std::move(where), std::move(args)));
}

void Report::append(const Report& other) {
    for (const Finding& each : other.findings()) {
        add(each);
    }
    append_not_shown(other);
}

void Report::append_not_shown(const Report& other) {
    for (const Severity severity : {Severity::information, Severity::warning, Severity::error}) {
        add_not_shown(severity, other.not_shown(severity));
    }
}

void Report::add_not_shown(Severity severity, std::size_t count) {
    total_ += count;
    counts_[static_cast<std::size_t>(severity)] += count;
}

bool Report::has(Message message) const {
    return std::ranges::find(findings(), message, &Finding::message) != findings().end();
}

bool Report::at_least(Severity severity) const {
    for (auto s = static_cast<std::size_t>(severity); s < 3; ++s) {
        if (counts_[s] > 0) {
            return true;
        }
    }
    return false;
}

void Report::set_file(const std::string& file) {
    for (std::vector<Finding>& kept : kept_) {
        for (Finding& each : kept) {
            if (each.where.file.empty()) {
                each.where.file = file;
            }
        }
    }
}

Report as_warnings(const Report& report, std::optional<Message> only) {
    Report out;
    for (Finding each : report.findings()) {
        const bool is_meant = !only || each.message == *only;
        each.severity = is_meant ? std::min(each.severity, Severity::warning) : each.severity;
        out.add(std::move(each));
    }
    for (const Severity each : {Severity::information, Severity::warning, Severity::error}) {
        out.add_not_shown(only ? each : std::min(each, Severity::warning), report.not_shown(each));
    }
    return out;
}

std::string to_text(const Finding& finding, Language language) {
    const std::string where = to_text(finding.where, language);
    std::string out = where.empty() ? "" : where + ": ";
    out += fmt::format("{}[{}]: ", printed(finding.severity, language), row(finding.message).id);
    out += item_label(finding.name, finding.item);
    return on_one_line(out + sentence(finding.message, finding.args, language));
}

} // namespace renkei::diag
