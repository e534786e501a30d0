#include "gateway/network/auditreport/access_words.h"

#include "gateway/core/diag/delivery_reason.h"
#include "gateway/core/text/words.h"
#include "gateway/fhir/resources/refusal.h"
#include "generated/messages/documents.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace renkei::auditreport {
namespace {

constexpr diag::BilingualText user_text{"user {0}", "職員 {0}"};
constexpr diag::BilingualText said_text{"user \"{0}\", as said and not proved", "職員「{0}」（本人の申告）"};
constexpr diag::BilingualText job_text{", job {0}", "、職種 {0}"};
constexpr diag::BilingualText purpose_text{", purpose {0}", "、目的 {0}"};

using diag::BilingualText;
using diag::DeliveryReason;

constexpr std::string_view delivery = "delivery";

constexpr BilingualText gateway_text{"this gateway and its operator", "このゲートウェイとその運用者"};
constexpr BilingualText unknown_text{"unknown caller ({0})", "不明な呼び出し元（{0}）"};
constexpr BilingualText peer_text{"{0} ({1}, {2})", "{0}（{1}、{2}）"};
constexpr BilingualText removed_text{"{0} (not registered any more)", "{0}（現在は登録なし）"};
constexpr BilingualText coded_text{"{0} ({1})", "{0}（{1}）"};
constexpr BilingualText hub_text{"care hub, edition {0}: {1}", "介護情報基盤（{0} 版）: {1}"};
constexpr BilingualText hub_without_edition_text{"care hub: {0}", "介護情報基盤: {0}"};
constexpr BilingualText cell_text{"{0}, {1}", "{0}（{1}）"};
constexpr BilingualText both_text{"{0}; {1}", "{0}。{1}"};
constexpr BilingualText emergency_text{"stated as an emergency: {0}", "緊急時の閲覧として請求（理由: {0}）"};
constexpr BilingualText in_emergency_text{"{0}, in an emergency", "{0}、緊急時の閲覧"};
constexpr BilingualText without_consent_text{"{0}, in an emergency without the consent ({1})",
                                             "{0}、同意によらない緊急時の閲覧（{1}）"};

// Nothing: there are none.
std::optional<std::string> known_words(std::string_view kind, std::string_view code, Language language) {
    std::string out = diag::words_for(kind, code, language);
    return out == code ? std::nullopt : std::optional(std::move(out));
}

struct InteractionGround {
    std::string_view interaction;
    std::string_view ground; // code of kind "audit-ground" in messages/words.def
};
constexpr auto grounds = std::to_array<InteractionGround>({{"create", "sender"},
                                                           {"ITI-65", "sender"},
                                                           {"ITI-105", "sender"},
                                                           {"folder", "sender"},
                                                           {"delete", "sender"},
                                                           {"restore-damaged", "sender"},
                                                           {"document-deliveries", "sender"},
                                                           {"read", "party"},
                                                           {"vread", "party"},
                                                           {"history-instance", "party"},
                                                           {"$document", "party"},
                                                           {"search-type", "party"},
                                                           {"$summary", "party"},
                                                           {"eligibility", "party"},
                                                           {"side-by-side", "party"},
                                                           {"export-month", "sender"},
                                                           {"$validate", "party"},
                                                           {"$convert", "party"},
                                                           {"ITI-66", "party"},
                                                           {"ITI-67", "party"},
                                                           {"ITI-68", "party"},
                                                           {"ITI-83", "party"},
                                                           {"ITI-119", "party"},
                                                           {"own-view", "own"},
                                                           {"own-access", "own"},
                                                           {"own-consent", "own"},
                                                           {"mailbox-list", "receiver"},
                                                           {"mailbox-read", "receiver"},
                                                           {"mailbox-acknowledge", "receiver"},
                                                           {delivery, "receiver"}});

std::string_view ground_of(const Line& line) {
    if (line.caller.empty()) {
        return "operator";
    }
    const auto* const found = std::ranges::find(grounds, line.interaction, &InteractionGround::interaction);
    return found == grounds.end() ? std::string_view() : found->ground;
}

// One part of the reason of a delivery: a code, a status of HTTP, or an argument that is a code.
std::string delivery_part(std::string_view part, Language language) {
    if (const std::optional<DeliveryReason> reason = DeliveryReason::read(part, {})) {
        return reason->text(language);
    }
    int status = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), status);
    if (error == std::errc() && end == part.data() + part.size()) {
        return diag::answered(status).text(language);
    }
    for (const std::string_view kind : {"rejection", "verify", "errno"}) {
        if (std::optional<std::string> words = known_words(kind, part, language)) {
            return *std::move(words);
        }
    }
    return std::string(part);
}

std::string delivery_words(std::string_view reason, Language language) {
    std::string out;
    while (!reason.empty()) {
        const std::size_t end = std::min(reason.find(':'), reason.size());
        out += (out.empty() ? "" : ": ") + delivery_part(reason.substr(0, end), language);
        reason.remove_prefix(std::min(end + 1, reason.size()));
    }
    return out;
}

// A message that refuses requests has the words of its refusal, any other one is about what was sent.
std::optional<std::string> message_words(std::string_view id, Language language) {
    const auto has_id = [id](const diag::MessageRow& row) { return row.id == id; };
    const auto refuses = [&](const diag::MessageRow& row) {
        return has_id(row) && resources::refusal_of(row.message).has_value();
    };
    const auto all = diag::messages();
    const auto found = std::ranges::find_if(all, refuses);
    if (found != all.end()) {
        return known_words("audit-reason", resources::row(*resources::refusal_of(found->message)).name,
                           language);
    }
    return std::ranges::any_of(all, has_id) ? known_words("audit-reason", "content", language) : std::nullopt;
}

std::string peer_words(const AccessReport& report, const std::string& id, Language language) {
    const auto peer = report.peers.find(id);
    if (peer == report.peers.end()) {
        return filled_text(removed_text, language, id);
    }
    const std::string role = diag::words_for("role", policy::to_text(peer->second.role), language);
    return filled_text(peer_text, language, peer->second.name.empty() ? id : peer->second.name, id, role);
}

std::string reason_words(const Line& line, Language language) {
    if (line.interaction == delivery) {
        return delivery_words(line.reason, language);
    }
    std::optional<std::string> out = known_words("audit-reason", line.reason, language);
    if (!out) {
        out = message_words(line.reason, language);
    }
    return out.value_or(std::string());
}

} // namespace

Result result_of(const audit::Event& event) {
    if (event.interaction == delivery) {
        const bool is_given = event.reason.empty() || diag::is_about_content(event.reason);
        return event.outcome != audit::Outcome::success ? Result::failed
               : is_given                               ? Result::done
                                                        : Result::unneeded;
    }
    switch (event.outcome) {
    case audit::Outcome::success: return Result::done;
    case audit::Outcome::minor:
        return event.reason == diag::row(diag::message::not_acceptable).id ? Result::unshown
                                                                           : Result::refused;
    case audit::Outcome::serious: return Result::failed;
    }
    return Result::failed;
}

std::string what_words(const Line& line, Language language) {
    return diag::words_for("audit-what", line.interaction, language);
}

std::string about_words(const AccessReport& report, const Line& line, Language language) {
    return line.about.empty() ? std::string() : peer_words(report, line.about, language);
}

std::string result_words(const Line& line, Language language) {
    constexpr std::array<std::string_view, 5> codes{"done", "refused", "failed", "unneeded",
                                                    "unshown"}; // by Result
    return diag::words_for("audit-result", codes[static_cast<std::size_t>(line.result)], language);
}

// Of the care hub: edition, and right and relation of the cell, or why it was denied.
std::string hub_words(std::string_view ground, Language language) {
    const std::string_view edition = text::next_part(ground, '/');
    const std::string_view decided = text::next_part(ground, '/');
    const std::string_view relation = text::next_part(ground, '/');
    std::string said = relation.empty()
                           ? diag::words_for("decision", decided, language)
                           : filled_text(cell_text, language, diag::words_for("right", decided, language),
                                         diag::words_for("relation", relation, language));
    std::string_view more = text::next_part(ground, '/');
    if (more.starts_with("part")) {
        said = filled_text(both_text, language, said, diag::words_for("shown-part", more, language));
        more = text::next_part(ground, '/');
    }
    if (more == "emergency") {
        said = ground.empty() ? filled_text(in_emergency_text, language, said)
                              : filled_text(without_consent_text, language, said,
                                            diag::words_for("decision", ground, language));
    }
    return edition == "-" ? filled_text(hub_without_edition_text, language, said)
                          : filled_text(hub_text, language, edition, said);
}

std::string ground_words(const Line& line, Language language, Codes codes) {
    const std::string by_hub = line.ground.empty() ? std::string() : hub_words(line.ground, language);
    if (!line.reason.empty()) {
        const std::string words = reason_words(line, language);
        const bool is_coded = codes == Codes::shown && !words.empty();
        const std::string reason = is_coded ? filled_text(coded_text, language, words, line.reason)
                                   : codes == Codes::shown ? line.reason
                                                           : words;
        return by_hub.empty() || reason.empty() ? reason + by_hub
                                                : filled_text(both_text, language, reason, by_hub);
    }
    if (!by_hub.empty()) {
        return by_hub;
    }
    const std::string_view ground = line.result == Result::done ? ground_of(line) : std::string_view();
    return ground.empty() ? std::string() : diag::words_for("audit-ground", ground, language);
}

std::string user_words(const Line& line, Language language) {
    if (line.user.empty()) {
        return {};
    }
    std::string out = filled_text(line.is_said ? said_text : user_text, language, line.user);
    out += line.job.empty() ? "" : filled_text(job_text, language, line.job);
    std::string purposes;
    for (std::string_view rest = line.purpose; !rest.empty();) {
        const std::string_view purpose = text::next_part(rest, ' ');
        purposes.append(purposes.empty() ? "" : " ").append(purpose.substr(purpose.rfind('|') + 1));
    }
    return out + (purposes.empty() ? "" : filled_text(purpose_text, language, purposes));
}

std::string emergency_words(const Line& line, Language language) {
    return line.emergency.empty() ? std::string() : filled_text(emergency_text, language, line.emergency);
}

std::string caller_words(const AccessReport& report, const std::string& caller, Language language) {
    if (caller.empty()) {
        return gateway_text.in(language);
    }
    if (caller.starts_with(unknown_certificate) || caller.starts_with(unknown_address)) {
        return filled_text(unknown_text, language, caller);
    }
    return peer_words(report, caller, language);
}

} // namespace renkei::auditreport
