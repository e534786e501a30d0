#include "gateway/network/outbox/reason.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::outbox {
namespace {

using diag::Language;

struct ReasonRow {
    std::string_view words; // as stored
    std::string_view english;
    std::string_view japanese;
    std::string_view code = words; // for logs
};
constexpr ReasonRow reason_rows[] = {
    // what we decide
    {"revoked", "revoked: held until `renkei peer revoke --lift`",
     "利用停止中のため保留（renkei peer revoke --lift で再開）"},
    {"paused", "deliveries are paused until `renkei outbox resume`",
     "配送の一時停止中（renkei outbox resume で再開）"},
    {"away", "nothing is sent to the peer until it answers", "接続先が応答するまで送信を見合わせ中"},
    {"next", "its turn comes", "順番待ち"},
    {"being sent", "it is being sent now", "送信中", "being-sent"},
    {"retried", "retried by the operator", "運用者が再試行を指示"},
    {"retried after", "retried by the operator after", "運用者が再試行を指示（前回の結果）", "retried-after"},
    {"not-a-party", "the document does not name this peer as receiver", "文書の宛先がこの接続先ではない"},
    {"not-known", "there is no such peer", "接続先が登録されていない"},
    {"version-gone", "the document was withdrawn", "文書が取り下げられた"},
    {"no-such-document", "the document is not here any more", "文書が既にない"},
    {"no longer a receiver", "a newer version does not name this peer as receiver",
     "新しい版の宛先から外れた", "receiver-changed"},
    {"superseded", "a newer version was delivered", "新しい版を届け済みのため不要"},
    {"never delivered", "never delivered, so there is nothing to take back",
     "届けていないため、取り下げの連絡は不要", "never-delivered"},
    {"no way to this peer", "the peer's entry names no way to it (--way)",
     "届け方（--way）が登録されていない", "no-way"},
    {"endpoint-wrong", "the peer's address cannot be used", "接続先の届け先（--address）が使えない"},
    {"not-acceptable", "the document cannot be shown in the peer's syntax",
     "接続先の形式（--syntax）では文書を表せない"},
    {"gave up", "gave up", "期限が過ぎたため中止", "gave-up"},
    {"by the operator", "by the operator", "運用者が取り消した", "by-the-operator"},
    {"what the receiver answered cannot be stored", "what the receiver answered cannot be stored",
     "受信側の応答を保存できない", "answer-not-storable"},
    {"ITI-65 cannot tell of a withdrawal", "ITI-65 has no message for a withdrawal: call the receiver",
     "ITI-65 には取り下げの通知がない（受信側に電話などで連絡してください）", "withdrawal-not-told"},
    {"the receiver did not tell what it calls the document",
     "the receiver did not tell what it calls the document", "受信側が文書の所在を答えていない",
     "location-missing"},
    {"no file name", "the document has no file name that can be used", "使えるファイル名がない",
     "no-file-name"},
    {"a file of this name waits there", "a file of this name waits there",
     "同じ名前のファイルがまだ残っている", "file-name-taken"},
    {"folder-unusable", "the folder cannot be used", "フォルダーが使えない"},
    // on the way
    {"no certificate of our own", "this gateway has no certificate of its own",
     "このゲートウェイの証明書がない", "own-certificate-missing"},
    {"TLS", "TLS", "TLS", "tls"},
    {"TLS cannot be set up", "TLS cannot be set up", "TLS の準備に失敗", "tls-not-set-up"},
    {"timed out", "timed out", "時間内に応答がない", "timed-out"},
    {"connection lost", "connection lost", "接続が切れた", "connection-lost"},
    {"closed while sending", "closed while sending", "送信中に接続が切れた", "closed-while-sending"},
    {"closed during the TLS handshake", "closed during the TLS handshake", "TLS の接続手続き中に切断された",
     "closed-in-handshake"},
    {"closed before the end of the answer", "closed before the end of the answer", "応答の途中で切断された",
     "answer-cut"},
    {"not an answer of HTTP/1.1", "not an answer of HTTP/1.1", "HTTP/1.1 の応答ではない", "not-http"},
    {"the header of the answer is too large", "the header of the answer is too large",
     "応答のヘッダーが大きすぎる", "answer-header-too-large"},
    {"no address", "the host has no address", "ホストのアドレスがない", "no-address"},
    {"certificate-untrusted", "the server's certificate is not trusted", "サーバーの証明書を信頼できない"},
    {"certificate-foreign", "the server's certificate is of an authority that is not known here",
     "サーバーの証明書の認証局が登録されていない"},
    {"certificate-expired", "the server's certificate has expired", "サーバーの証明書の期限切れ"},
    {"certificate-too-early", "the server's certificate is not yet valid", "サーバーの証明書の有効期間前"},
    {"certificate-revoked", "the server's certificate is revoked", "サーバーの証明書が失効している"},
    {"revocations-expired", "a revocation list has expired", "失効リストの期限切れ"},
    {"certificate-without-list",
     "there is no revocation list of the authority of the server's certificate (tls.revocations)",
     "サーバーの証明書の認証局の失効リストがない（tls.revocations）"},
    {"not this peer's certificate (renkei peer add-binding)",
     "not this peer's certificate (renkei peer add-binding)",
     "登録された証明書と一致しない（renkei peer add-binding で追加）", "certificate-of-another"},
    // what the system and TLS say often
    {"Connection refused", "connection refused", "接続が拒否された（受信側が動いていない）",
     "connection-refused"},
    {"Connection timed out", "connection timed out", "接続が時間切れ", "connection-timed-out"},
    {"Connection reset by peer", "connection reset by the receiver", "受信側が接続を切った",
     "connection-reset"},
    {"Broken pipe", "connection lost", "接続が切れた", "connection-lost"},
    {"No route to host", "no route to the host", "ホストへの経路がない", "no-route"},
    {"Network is unreachable", "the network is unreachable", "ネットワークに到達できない",
     "network-unreachable"},
    {"Name or service not known", "the host name is not known", "ホスト名が見つからない", "host-unknown"},
    {"Temporary failure in name resolution", "the host name cannot be looked up now",
     "ホスト名を今は調べられない", "host-not-looked-up"},
    {"certificate revoked", "certificate revoked", "証明書が失効している", "certificate-revoked"},
    {"certificate has expired", "certificate has expired", "証明書の期限切れ", "certificate-expired"},
    {"certificate is not yet valid", "certificate is not yet valid", "証明書の有効期間前",
     "certificate-too-early"},
    {"hostname mismatch", "the certificate is another host's", "証明書のホスト名が宛先と違う",
     "certificate-other-name"},
    {"IP address mismatch", "the certificate is another address's", "証明書の IP アドレスが宛先と違う",
     "certificate-other-name"},
    {"unable to get local issuer certificate", "the certificate is of an authority that is not known here",
     "証明書の認証局が登録されていない", "certificate-foreign"},
    {"self-signed certificate", "the certificate is self-signed", "自己署名の証明書",
     "certificate-self-signed"},
    {"self-signed certificate in certificate chain",
     "the certificate is of an authority that is not known here", "証明書の認証局が登録されていない",
     "certificate-foreign"},
};

// Ids after a status: why another gateway rejected us as a caller.
constexpr ReasonRow said_of_us[] = {
    {"redirect", "it redirects elsewhere, which is not followed", "別の宛先への転送（従わない）"},
    {"caller-not-known", "it does not know our certificate",
     "受信側にこのゲートウェイの証明書が登録されていない"},
    {"caller-revoked", "it has revoked us as its peer: ask its operator",
     "受信側でこのゲートウェイが利用停止中（受信側の運用者に確認してください）"},
    {"certificate-untrusted", "it does not trust our certificate",
     "受信側がこのゲートウェイの証明書を信頼していない"},
    {"certificate-foreign", "it does not trust the authority of our certificate",
     "受信側がこのゲートウェイの証明書の認証局を信頼していない"},
    {"certificate-expired", "our certificate has expired", "このゲートウェイの証明書の期限切れ"},
    {"certificate-too-early", "our certificate is not yet valid", "このゲートウェイの証明書の有効期間前"},
    {"certificate-revoked", "our certificate is revoked", "このゲートウェイの証明書が失効している"},
    {"revocations-expired", "its revocation list has expired", "受信側の失効リストの期限切れ"},
    {"certificate-without-list", "it has no revocation list of the authority of our certificate",
     "受信側に、このゲートウェイの証明書の認証局の失効リストがない"},
};

constexpr ReasonRow answered{"", "the receiver answered {0}", "受信側の応答 {0}"};
constexpr ReasonRow unprepared{"", "the document cannot be prepared for this peer ({0})",
                               "この接続先に渡す形に文書を準備できない（{0}）"};
// and its id
constexpr ReasonRow behind{"behind ", "behind delivery {0} of the same person and form",
                           "同じ利用者・様式の配送 {0} の後"};
constexpr ReasonRow quoted{"", "“{0}”", "「{0}」"};

std::string_view in(Language language, const ReasonRow& row) {
    return language == Language::japanese ? row.japanese : row.english;
}

std::string with(Language language, const ReasonRow& row, std::string_view text) {
    return fmt::format(fmt::runtime(in(language, row)), text);
}

// "409", or "401 caller-not-known" up to the blank.
bool is_status(std::string_view text) {
    return text.size() == 3 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "409 some words": the words are the other side's, whatever they are like.
std::string answer_told(std::string_view answer, Language language) {
    const std::size_t end = std::min(answer.find(' '), answer.size());
    const std::string status = with(language, answered, answer.substr(0, end));
    const std::string_view words = answer.substr(std::min(end + 1, answer.size()));
    if (words.empty()) {
        return status;
    }
    const auto* const row = std::ranges::find(said_of_us, words, &ReasonRow::words);
    return status + ": " +
           (row != std::end(said_of_us) ? std::string(in(language, *row)) : with(language, quoted, words));
}

bool is_message(std::string_view words) {
    return std::ranges::find(diag::messages(), words, &diag::MessageRow::id) != diag::messages().end();
}

std::string text_of(std::string_view words, Language language) {
    if (const auto* const row = std::ranges::find(reason_rows, words, &ReasonRow::words);
        row != std::end(reason_rows)) {
        return std::string(in(language, *row));
    }
    if (words.starts_with(behind.words)) {
        return with(language, behind, words.substr(behind.words.size()));
    }
    return with(language, is_message(words) ? unprepared : quoted, words);
}

// "401:caller-not-known"; other text after the status is left out.
std::string answer_code(std::string_view answer) {
    const std::size_t end = std::min(answer.find(' '), answer.size());
    const std::string_view words = answer.substr(std::min(end + 1, answer.size()));
    const bool is_known = std::ranges::find(said_of_us, words, &ReasonRow::words) != std::end(said_of_us);
    return std::string(answer.substr(0, end)) + (is_known ? ":" + std::string(words) : "");
}

} // namespace

std::string reason_code(std::string_view reason) {
    constexpr std::string_view between = ": ";
    std::string out;
    while (!reason.empty()) {
        out += (out.empty() ? "" : ":");
        if (is_status(reason.substr(0, reason.find(' ')))) {
            return out.append(answer_code(reason));
        }
        const std::string_view words = reason.substr(0, reason.find(between));
        const auto* const row = std::ranges::find(reason_rows, words, &ReasonRow::words);
        if (row == std::end(reason_rows) && !is_message(words)) {
            return out + "other";
        }
        out.append(row == std::end(reason_rows) ? words : row->code);
        reason.remove_prefix(std::min(words.size() + between.size(), reason.size()));
    }
    return out;
}

std::string reason_text(std::string_view reason, Language language) {
    constexpr std::string_view between = ": ";
    std::string out;
    while (!reason.empty()) {
        out += (out.empty() ? "" : between);
        if (is_status(reason.substr(0, reason.find(' ')))) {
            return out + answer_told(reason, language);
        }
        const std::size_t end = std::min(reason.find(between), reason.size());
        out += text_of(reason.substr(0, end), language);
        reason.remove_prefix(std::min(end + between.size(), reason.size()));
    }
    return out;
}

} // namespace renkei::outbox
