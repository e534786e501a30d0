#include "gateway/cli/words.h"

#include <array>
#include <fmt/format.h>

namespace renkei::cli {
namespace {

// By their enumerations.
constexpr std::array<std::string_view, 6> state_words{"待機中", "送信中", "配送済み", "失敗", "取消", "受信箱"};
constexpr std::array<std::string_view, 6> way_words{"なし", "ゲートウェイ", "MHD", "HTTPS", "フォルダー", "受信箱"};
static_assert(state_words.size() == static_cast<std::size_t>(store::DeliveryState::mailbox) + 1);
static_assert(way_words.size() == static_cast<std::size_t>(policy::DeliveryMethod::mailbox) + 1);

} // namespace

std::string word(std::string_view japanese, std::string_view code, Language language) {
    return language == Language::japanese ? fmt::format("{} ({})", japanese, code) : std::string(code);
}

std::string told(store::DeliveryState state, Language language) { return word(state_words.at(static_cast<std::size_t>(state)), store::to_text(state), language); }
std::string told(policy::Role role, Language language) { return word(diag::words_for("role", policy::to_text(role), Language::japanese), policy::to_text(role), language); }
std::string told(policy::DeliveryMethod way, Language language) { return word(way_words.at(static_cast<std::size_t>(way)), policy::to_text(way), language); }
std::string revoked_told(Language language) { return word("利用停止中", "revoked", language); }
std::string unread_told(Language language) { return word("読取不可", "unread", language); }
std::string unchanged_told(Language language) { return word("変更なし", "unchanged", language); }

} // namespace renkei::cli
