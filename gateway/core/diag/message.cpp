#include "gateway/core/diag/message.h"

#include "gateway/core/diag/delivery_reason.h"
#include "generated/messages/all.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace renkei::diag {
namespace {

constexpr MessageRow message_rows[] = {
#define MESSAGE(name, id, severity, english, japanese)                                                       \
    {message::name, id, Severity::severity, english, japanese},
#include "gateway/core/diag/messages/all.def"
#undef MESSAGE
};

constexpr std::size_t file_of(const MessageRow& row) { return static_cast<std::size_t>(row.message) >> 8; }

// Where the rows of each file begin; a Message counts within its file.
constexpr auto file_begins = [] {
    std::array<std::size_t, file_of(message_rows[std::size(message_rows) - 1]) + 1> out{};
    for (std::size_t i = std::size(message_rows); i-- > 0;) {
        out[file_of(message_rows[i])] = i;
    }
    return out;
}();

struct SeverityName {
    Severity severity;
    std::string_view english;
    std::string_view japanese;
};
constexpr std::array<SeverityName, 3> severities{{{Severity::information, "information", "情報"},
                                                  {Severity::warning, "warning", "警告"},
                                                  {Severity::error, "error", "エラー"}}};

struct WordRow {
    std::string_view kind;
    std::string_view code;
    std::string_view english;
    std::string_view japanese;
};
constexpr WordRow word_rows[] = {
#define WORD(kind, code, english, japanese) {kind, code, english, japanese},
#include "gateway/core/diag/messages/words.def"
#undef WORD
};

constexpr std::string_view reason_kind = "reason";
constexpr std::string_view optional_kind = "optional";
constexpr std::string_view comma = ", ";
constexpr std::string_view japanese_comma = "、";

std::string_view kind_of_row(std::uint16_t row) { return word_rows[row].kind; }

// By kind; those of a kind in the order of messages/words.def.
constexpr auto rows_by_kind = [] {
    std::array<std::uint16_t, std::size(word_rows)> out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<std::uint16_t>(i);
    }
    std::ranges::sort(out, {}, [](std::uint16_t row) { return std::pair(word_rows[row].kind, row); });
    return out;
}();

auto rows_of(std::string_view kind) { return std::ranges::equal_range(rows_by_kind, kind, {}, kind_of_row); }

const WordRow* find_word(std::string_view kind, std::string_view code) {
    const auto rows = rows_of(kind);
    const auto* const found =
        std::ranges::find(rows, code, [](std::uint16_t row) { return word_rows[row].code; });
    return found == rows.end() ? nullptr : &word_rows[*found];
}

std::string_view text_of(const WordRow& row, Language language) {
    return language == Language::japanese ? row.japanese : row.english;
}

std::string_view word(std::string_view kind, std::string_view code, Language language) {
    const WordRow* const row = find_word(kind, code);
    return row == nullptr ? code : text_of(*row, language);
}

// Applies `change` to each part of a list and joins the results with another separator.
template <class Change>
std::string each_changed(std::string_view list, std::string_view between, std::string_view new_between,
                         const Change& change) {
    std::string out;
    for (std::size_t end = list.find(between); end != std::string_view::npos; end = list.find(between)) {
        out.append(change(list.substr(0, end))).append(new_between);
        list.remove_prefix(end + between.size());
    }
    return out.append(change(list));
}

// The words for an argument of a kind; the arguments behind it may belong to it.
std::string words_of(std::string_view kind, std::span<const std::string> args, Language language) {
    constexpr std::string_view place = "{}";
    if (std::string words(optional_words(kind, language)); !words.empty()) {
        return args.front().empty() ? "" : words.replace(words.find(place), place.size(), args.front());
    }
    const auto reason =
        kind == reason_kind ? DeliveryReason::read(args.front(), args.subspan(1)) : std::nullopt;
    return reason ? reason->text(language) : words_for(kind, args.front(), language);
}

// The most frequent errors of the operating system and of OpenSSL, in Japanese. They are issued in English
// only.
struct SystemWords {
    std::string_view english;
    std::string_view japanese;
};
constexpr SystemWords system_words[] = {
    {"No such file or directory", "ファイルまたはディレクトリーがありません"},
    {"Permission denied", "アクセス権がありません"},
    {"Operation not permitted", "許可されていない操作です"},
    {"No space left on device", "空き容量がありません"},
    {"Disk quota exceeded", "容量の割り当てを超えています"},
    {"Read-only file system", "読み取り専用のファイルシステムです"},
    {"Is a directory", "ディレクトリーです"},
    {"Not a directory", "ディレクトリーではありません"},
    {"File exists", "既にあります"},
    {"File name too long", "ファイル名が長すぎます"},
    {"Input/output error", "入出力エラーです"},
    {"Too many open files", "開いているファイルが多すぎます"},
    {"Address already in use", "アドレスは既に使われています"},
    {"Cannot assign requested address", "この機器のアドレスではありません"},
    {"Connection refused", "接続が拒否されました"},
    {"Connection timed out", "接続が時間切れになりました"},
    {"Connection reset by peer", "相手が接続を切りました"},
    {"No route to host", "ホストへの経路がありません"},
    {"Network is unreachable", "ネットワークに到達できません"},
    {"Name or service not known", "ホスト名が見つかりません"},
    {"Temporary failure in name resolution", "ホスト名を今は調べられません"},
    // about something else where a file should be
    {"a directory", "ディレクトリー"},
    {"a symbolic link", "シンボリックリンク"},
    {"no plain file", "通常のファイルではないもの"},
    {"a file that has other names, too", "ほかの名前（ハードリンク）もあるファイル"},
    {"it is gone or empty, but audit events of it (-events) are here",
     "ファイルがないか空ですが、その監査記録（-events）は残っています"},
    {"it is gone or empty, but its log (-wal) is here",
     "ファイルがないか空ですが、そのログ（-wal）は残っています"},
    // of OpenSSL
    {"no start line", "PEM の開始行がありません"},
};

std::string translated(std::string_view words) {
    const auto* const row = std::ranges::find(system_words, words, &SystemWords::english);
    return row == std::end(system_words) ? std::string(words)
                                         : std::string(row->japanese).append(" (").append(words).append(")");
}

// "connect: Connection refused" → "connect: 接続が拒否されました (Connection refused)". What is not known
// here stays as it is.
std::string in_japanese(std::string_view words) {
    constexpr std::string_view between = ": ";
    return each_changed(words, between, between, translated);
}

} // namespace

std::span<const MessageRow> messages() { return message_rows; }

const MessageRow& row(Message message) {
    const auto number = static_cast<std::size_t>(message);
    return message_rows[file_begins[number >> 8] + (number & 0xFF)];
}

std::string_view to_text(Severity severity) { return severities[static_cast<std::size_t>(severity)].english; }

std::string_view printed(Severity severity, Language language) {
    const SeverityName& name = severities[static_cast<std::size_t>(severity)];
    return language == Language::japanese ? name.japanese : name.english;
}

std::optional<Hole> hole_at(std::string_view text) {
    const bool is_numbered = text.size() > 2 && text[0] == '{' && text[1] >= '0' && text[1] <= '9';
    const std::size_t end = is_numbered ? text.find('}') : std::string_view::npos;
    if (end == std::string_view::npos || (end > 2 && text[2] != ':')) {
        return std::nullopt;
    }
    return Hole{static_cast<std::size_t>(text[1] - '0'),
                end > 2 ? text.substr(3, end - 3) : std::string_view(), end + 1};
}

std::string words_for(std::string_view kind, std::string_view codes, Language language) {
    const auto is_known = [&](std::uint16_t row) {
        return codes.find(word_rows[row].code) != std::string_view::npos;
    };
    if (std::ranges::none_of(rows_of(kind), is_known)) {
        return std::string(codes); // the comma may be part of the name, not a separator
    }
    return each_changed(codes, comma, language == Language::japanese ? japanese_comma : comma,
                        [&](std::string_view each) { return word(kind, each, language); });
}

std::vector<std::string_view> codes_of(std::string_view kind) {
    std::vector<std::string_view> out;
    for (const std::uint16_t row : rows_of(kind)) {
        out.push_back(word_rows[row].code);
    }
    return out;
}

bool is_code(std::string_view kind, std::string_view text) { return find_word(kind, text) != nullptr; }

std::optional<Severity> severity_of(std::string_view text) {
    for (const SeverityName& name : severities) {
        if (name.english == text) {
            return name.severity;
        }
    }
    return std::nullopt;
}

std::string sentence(Message message, std::span<const std::string> args, Language language) {
    const std::string_view text =
        language == Language::japanese ? row(message).japanese : row(message).english;
    std::string out;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t plain = std::min(rest.find('{'), rest.size());
        out += rest.substr(0, plain);
        rest.remove_prefix(plain);
        const std::optional<Hole> hole = hole_at(rest);
        if (hole && hole->argument < args.size()) {
            const std::string& argument = args[hole->argument];
            const bool is_quoted = out.ends_with("「");
            if (!hole->kind.empty()) {
                out += words_of(hole->kind, args.subspan(hole->argument), language);
            } else {
                out += language == Language::japanese && !is_quoted ? in_japanese(argument) : argument;
            }
        } else if (!hole || !is_optional(hole->kind)) {
            out += rest.substr(0, hole ? hole->size : 1);
        }
        rest.remove_prefix(std::min(hole ? hole->size : 1, rest.size()));
    }
    return out;
}

std::string_view optional_words(std::string_view kind, Language language) {
    const WordRow* const row = find_word(optional_kind, kind);
    return row == nullptr ? std::string_view() : text_of(*row, language);
}

bool is_optional(std::string_view kind) { return is_code(optional_kind, kind); }

} // namespace renkei::diag
