#include "gateway/diag/message.h"

#include "gateway/diag/system_words.h"

#include <array>
#include <cstddef>

namespace renkei::diag {
namespace {

constexpr MessageRow message_rows[] = {
#define MESSAGE(name, id, severity, english, japanese) {Message::name, id, Severity::severity, english, japanese},
#include "gateway/diag/messages/all.def"
#undef MESSAGE
};

struct SeverityName {
    Severity severity;
    std::string_view english;
    std::string_view japanese;
};
constexpr std::array<SeverityName, 3> severities{{{Severity::information, "information", "情報"},
                                                  {Severity::warning, "warning", "警告"},
                                                  {Severity::error, "error", "エラー"}}};

}  // namespace

std::span<const MessageRow> messages() { return message_rows; }

const MessageRow& row(Message message) { return message_rows[static_cast<std::size_t>(message)]; }

std::string_view to_text(Severity severity) { return severities[static_cast<std::size_t>(severity)].english; }

std::string_view printed(Severity severity, Language language) {
    const SeverityName& name = severities[static_cast<std::size_t>(severity)];
    return language == Language::japanese ? name.japanese : name.english;
}

std::optional<Severity> severity_of(std::string_view text) {
    for (const SeverityName& name : severities) {
        if (name.english == text) {
            return name.severity;
        }
    }
    return std::nullopt;
}

std::string sentence(Message message, std::span<const std::string> args, Language language) {
    const std::string_view text = language == Language::japanese ? row(message).japanese : row(message).english;
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool hole = text[i] == '{' && i + 2 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9' && text[i + 2] == '}';
        const std::size_t n = hole ? static_cast<std::size_t>(text[i + 1] - '0') : 0;
        if (hole && n < args.size()) {
            const bool is_quoted = out.ends_with("「");
            out += language == Language::japanese && !is_quoted ? in_japanese(args[n]) : args[n];
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace renkei::diag
