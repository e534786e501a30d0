#include "gateway/diag/finding.h"

#include "gateway/diag/place.h"

#include <algorithm>
#include <fmt/format.h>

namespace renkei::diag {

Finding finding(Message message, Where where, std::vector<std::string> args) {
    Finding out;
    out.message = message;
    out.severity = row(message).severity;
    out.where = std::move(where);
    out.args = std::move(args);
    return out;
}

namespace {

// Makes room for errors: the last of the milder ones go, several at once, so that not every error moves all others.
void drop_milder(std::vector<Finding>& findings) {
    const auto is_milder = [](const Finding& each) { return each.severity != Severity::error; };
    const auto all = static_cast<std::size_t>(std::ranges::count_if(findings, is_milder));
    std::size_t kept = all - std::min(all, 1 + all / 8);
    const auto from = std::ranges::find_if(findings, [&](const Finding& each) { return is_milder(each) && kept-- == 0; });
    findings.erase(std::remove_if(from, findings.end(), is_milder), findings.end());
}

} // namespace

Finding& Report::add(Finding finding) {
    const bool is_error = finding.severity == Severity::error;
    if (is_error && findings_.size() >= limit_ && count(Severity::error) < limit_) {
        drop_milder(findings_);
    }
    const bool is_kept = findings_.size() < limit_ && (is_error || not_shown() == 0);
    ++total_;
    ++counts_[static_cast<std::size_t>(finding.severity)];
    if (!is_kept) {
        overflow_ = std::move(finding);
        return overflow_;
    }
    findings_.push_back(std::move(finding));
    return findings_.back();
}

Finding& Report::add(Message message, Where where, std::vector<std::string> args) {
    return add(finding(message, std::move(where), std::move(args)));
}

void Report::append(const Report& other) {
    const std::size_t hidden = other.not_shown();
    for (const Finding& each : other.findings_) {
        add(each);
    }
    total_ += hidden;
    for (std::size_t s = 0; s < 3; ++s) {
        const auto shown = std::count_if(other.findings_.begin(), other.findings_.end(),
                                         [&](const Finding& f) { return static_cast<std::size_t>(f.severity) == s; });
        counts_[s] += other.counts_[s] - static_cast<std::size_t>(shown);
    }
}

bool Report::has(Message message) const {
    return std::any_of(findings_.begin(), findings_.end(), [&](const Finding& f) { return f.message == message; });
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
    for (Finding& each : findings_) {
        if (each.where.file.empty()) {
            each.where.file = file;
        }
    }
}

namespace {

// Marks that turn the direction of a text or break its line without being seen: U+200E, U+200F, U+2028 to
// U+202E, U+2066 to U+2069; all of three bytes.
char32_t code_of(std::string_view three) {
    const auto low = [&](std::size_t at) { return static_cast<char32_t>(static_cast<unsigned char>(three[at]) & 0x3FU); };
    return 0x2000U | (low(1) << 6U & 0xFC0U) | low(2);
}
bool is_unseen_mark(std::string_view three) {
    if (three.size() < 3 || three[0] != '\xE2' || (three[1] != '\x80' && three[1] != '\x81')) {
        return false;
    }
    const char32_t code = code_of(three);
    return code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}
std::string unseen_code(std::string_view three) { return fmt::format("\\u{:04X}", static_cast<std::uint32_t>(code_of(three))); }

// One line, whatever the values hold: a control character in somebody's text must not steer a terminal or begin a line.
std::string on_one_line(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const unsigned char next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
        const bool is_c1 = c == 0xC2 && next >= 0x80 && next <= 0x9F;  // U+0080 to U+009F
        const bool is_unseen = is_unseen_mark(std::string_view(text).substr(i, 3));
        if (is_unseen) {
            out += unseen_code(std::string_view(text).substr(i, 3));
            i += 2;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c < 0x20 || c == 0x7F || is_c1) {
            out += fmt::format("\\u{:04X}", is_c1 ? next : c);
            i += is_c1 ? 1U : 0U;
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace

std::string to_text(const Finding& finding, Language language) {
    const std::string where = to_text(finding.where, language);
    std::string out = where.empty() ? "" : where + ": ";
    out += fmt::format("{}[{}]: ", printed(finding.severity, language), row(finding.message).id);
    if (!finding.name.empty()) {
        out += fmt::format("{} ({}): ", finding.name, finding.item);
    } else if (!finding.item.empty()) {
        out += finding.item + ": ";
    }
    return on_one_line(out + sentence(finding.message, finding.args, language));
}

}  // namespace renkei::diag
