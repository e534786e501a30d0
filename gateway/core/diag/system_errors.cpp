#include "gateway/core/diag/system_errors.h"

#include <algorithm>
#include <iterator>

namespace renkei::diag {
namespace {

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
    // of what occurs where a file should
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

} // namespace

std::string in_japanese(std::string_view words) {
    constexpr std::string_view between = ": ";
    std::string out;
    for (std::size_t end = words.find(between); end != std::string_view::npos; end = words.find(between)) {
        out.append(translated(words.substr(0, end))).append(between);
        words.remove_prefix(end + between.size());
    }
    return out + translated(words);
}

} // namespace renkei::diag
