#include "gateway/core/diag/message.h"

#include "gateway/core/diag/delivery_reason.h"
#include "generated/messages/all.h"

#include <algorithm>
#include <array>
#include <iterator>

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
constexpr std::string_view comma = ", ";
constexpr std::string_view japanese_comma = "、";

std::string_view word(std::string_view kind, std::string_view code, Language language) {
    const auto* const row = std::ranges::find_if(
        word_rows, [&](const WordRow& each) { return each.kind == kind && each.code == code; });
    if (row == std::end(word_rows)) {
        return code;
    }
    return language == Language::japanese ? row->japanese : row->english;
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
    if (std::string words = optional_words(kind, language); !words.empty()) {
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
    const auto is_known = [&](const WordRow& each) {
        return each.kind == kind && codes.find(each.code) != std::string_view::npos;
    };
    if (std::ranges::none_of(word_rows, is_known)) {
        return std::string(codes); // the comma may be part of the name, not a separator
    }
    return each_changed(codes, comma, language == Language::japanese ? japanese_comma : comma,
                        [&](std::string_view each) { return word(kind, each, language); });
}

std::vector<std::string_view> codes_of(std::string_view kind) {
    std::vector<std::string_view> out;
    for (const WordRow& each : word_rows) {
        if (each.kind == kind) {
            out.push_back(each.code);
        }
    }
    return out;
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
    const std::string_view text =
        language == Language::japanese ? row(message).japanese : row(message).english;
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::optional<Hole> hole = hole_at(text.substr(i));
        if (hole && hole->argument < args.size()) {
            const std::string& argument = args[hole->argument];
            const bool is_quoted = out.ends_with("「");
            if (!hole->kind.empty()) {
                out += words_of(hole->kind, args.subspan(hole->argument), language);
            } else {
                out += language == Language::japanese && !is_quoted ? in_japanese(argument) : argument;
            }
            i += hole->size - 1;
        } else if (hole && is_optional(hole->kind)) {
            i += hole->size - 1;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string optional_words(std::string_view kind, Language language) {
    std::string out = words_for("optional", kind, language);
    return out == kind ? "" : out;
}

bool is_optional(std::string_view kind) { return !optional_words(kind, Language::english).empty(); }

} // namespace renkei::diag
