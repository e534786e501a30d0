#include "gateway/app/online/setup/notices.h"

#include "gateway/app/online/setup/command_setup.h"
#include "generated/messages/store.h"
#include "generated/texts/online.h"

#include <fmt/format.h>

#include <array>

namespace renkei::online {
namespace {

// By their enumerations.
constexpr std::array<std::string_view, 6> state_words{"待機中", "送信中", "配送済み",
                                                      "失敗",   "取消",   "受信箱"};
constexpr std::array<std::string_view, 6> delivery_method_words{"なし",  "ゲートウェイ", "MHD",
                                                                "HTTPS", "フォルダー",   "受信箱"};
static_assert(state_words.size() == static_cast<std::size_t>(store::DeliveryState::mailbox) + 1);
static_assert(delivery_method_words.size() == static_cast<std::size_t>(policy::DeliveryMethod::mailbox) + 1);

} // namespace

using diag::Severity;

Notices notice(Severity severity, Language language, std::string_view text) {
    return {.lines = fmt::format("{}: {}\n", diag::printed(severity, language), text),
            .is_warning = severity != Severity::information};
}

Notices notice(const diag::Finding& finding, Language language) {
    return {.lines = diag::to_text(finding, language) + "\n",
            .is_warning = finding.severity != Severity::information};
}

ExitCode print_notices(const Notices& notices) {
    print_error(notices.lines);
    return notices.is_warning ? ExitCode::findings : ExitCode::clean;
}

std::string label(std::string_view japanese, std::string_view code, Language language) {
    return language == Language::japanese ? fmt::format("{} ({})", japanese, code) : std::string(code);
}

std::string label(store::DeliveryState state, Language language) {
    return label(state_words.at(static_cast<std::size_t>(state)), store::to_text(state), language);
}
std::string label(policy::Role role, Language language) {
    return label(diag::words_for("role", policy::to_text(role), Language::japanese), policy::to_text(role),
                 language);
}
std::string label(policy::DeliveryMethod delivery_method, Language language) {
    return label(delivery_method_words.at(static_cast<std::size_t>(delivery_method)),
                 policy::to_text(delivery_method), language);
}
std::string revoked_label(Language language) { return label("利用停止中", "revoked", language); }
std::string unread_label(Language language) { return label("読取不可", "unread", language); }
std::string unchanged_label(Language language) { return label("変更なし", "unchanged", language); }

ExitCode warn_if_events_are_spooled(const store::Store& store, Language language) {
    const diag::Result<store::SpooledEvents> waiting = store.spooled_events();
    if (!waiting) {
        return print_failure(waiting.error(), language);
    }
    if (waiting->count == 0) {
        return ExitCode::clean;
    }
    Notices notices = notice(diag::finding(diag::message::events_spooled, {.file = waiting->file.string()},
                                           {std::to_string(waiting->count)}),
                             language);
    if (waiting->damaged != 0) {
        notices.add(notice(diag::Severity::warning, damaged_text, language, waiting->damaged));
    }
    return print_notices(notices);
}

ExitCode warn_if_unknown_document(const store::Store& store, const std::string& document, Language language) {
    if (document.empty()) {
        return ExitCode::clean;
    }
    const auto found = store.read_value<std::optional<store::DocumentKey>>(
        [&](const store::Snapshot& snapshot) { return snapshot.key(document); });
    if (!found) {
        return print_failure(found.error(), language);
    }
    return *found ? ExitCode::clean
                  : print_notices(
                        notice(diag::finding(diag::message::document_unknown, {}, {document}), language));
}

} // namespace renkei::online
