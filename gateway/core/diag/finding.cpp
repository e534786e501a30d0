#include "gateway/core/diag/finding.h"

#include "gateway/core/diag/one_line.h"
#include "gateway/core/diag/where.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace renkei::diag {
namespace {

// The pieces around row, column and byte, by language.
struct CellWords {
    std::array<std::string_view, 4> around;
};
constexpr CellWords cell_words[] = {{{"row ", " column ", " (byte ", ")"}},
                                    {{"", " 行 ", " 列目（", " バイト目）"}}};
using Words = std::array<std::string_view, 2>; // by language
constexpr Words row_words{"row {}", "{} 行"};
constexpr Words document_words{"document {}", "{} 件目の文書"};

const CellWords& words_of(Language language) { return cell_words[static_cast<std::size_t>(language)]; }

std::string numbered(const Words& words, Language language, std::uint32_t number) {
    return fmt::format(fmt::runtime(words[static_cast<std::size_t>(language)]), number);
}

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
    unsigned char all = 0;
    for (const char c : text) { // many at a time
        all |= static_cast<unsigned char>(c);
    }
    if (all < 0x80) { // ASCII, as nearly all
        return;
    }
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

// A reason's own arguments are those behind it.
bool has_reason(std::string_view text) { return text.find(":reason}") != std::string_view::npos; }

constexpr std::string_view count_kind = "count";
constexpr std::string_view our_kind = "ours";

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

std::string to_text(const Where& where, Language language) {
    std::string out = where.file;
    const auto add = [&](std::string_view part) { out.append(out.empty() ? "" : ": ").append(part); };
    if (where.line > 0) {
        out += fmt::format("{}{}", out.empty() ? "" : ":", where.line);
        out += where.column > 0 ? fmt::format(":{}", where.column) : "";
    }
    if (where.document > 0) {
        add(numbered(document_words, language, where.document));
    }
    if (where.record > 0 && where.cell == 0) {
        add(numbered(row_words, language, where.record));
    } else if (where.record > 0) {
        const auto& [before, column, byte, end] = words_of(language).around;
        add(fmt::format("{}{}{}{}{}{}{}", before, where.record, column, where.cell, byte, where.offset, end));
    }
    if (!where.path.empty()) {
        add(where.path);
    }
    return out;
}

std::string to_text(const Where& where) { return to_text(where, Language::english); }

std::string item_label(std::string_view name, std::string_view item) {
    if (name.empty() || item.empty()) {
        return name.empty() && item.empty() ? "" : fmt::format("{}{}: ", name, item);
    }
    return fmt::format("{} ({}): ", name, item);
}

Finding finding(Message message, Where where, Arguments args) {
    std::ranges::for_each(args.texts, replace_malformed);
    Finding out;
    out.message = message;
    out.severity = row(message).severity;
    out.where = std::move(where);
    out.args = std::move(args.texts);
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

Finding& Report::add(Message message, Where where, Arguments args) {
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

std::string_view kind_of(Message message, std::size_t argument) {
    for (const std::string_view text : {row(message).english, row(message).japanese}) {
        for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
            const std::optional<Hole> hole = hole_at(text.substr(at));
            if (hole && hole->argument == argument) {
                return hole->kind;
            }
        }
    }
    return {};
}

bool is_ours(Message message, std::size_t argument, std::string_view text) {
    const std::string_view kind = kind_of(message, argument);
    if (kind == count_kind) {
        return is_number(text);
    }
    return kind == our_kind || is_code(kind, text);
}

std::size_t argument_count(std::string_view text) {
    std::size_t out = 0;
    for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
        if (const std::optional<Hole> hole = hole_at(text.substr(at))) {
            out = std::max(out, hole->argument + 1);
        }
    }
    return out;
}

std::span<const std::string> shown_arguments(const Finding& finding) {
    const MessageRow& message = row(finding.message);
    const std::span<const std::string> all(finding.args);
    const std::size_t count = std::max(argument_count(message.english), argument_count(message.japanese));
    return has_reason(message.english) ? all : all.first(std::min(count, all.size()));
}

} // namespace renkei::diag
