// Why a delivery waits, failed or ended, and why a connection failed: codes of messages/delivery.def with
// their arguments. Stored and passed as codes; sentences are made where people read them.
#pragma once

#include "gateway/core/diag/message.h"
#include "generated/messages/delivery.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::diag {

enum class ReasonCode : std::uint16_t {
#define REASON(name, id, severity, english, japanese)                                                        \
    name = static_cast<std::uint16_t>(message::reason_##name),
#include "gateway/core/diag/messages/delivery.def"
#undef REASON
};

class DeliveryReason {
public:
    DeliveryReason() = default;      // none
    DeliveryReason(ReasonCode code); // one without arguments; others are made by the functions below

    bool empty() const { return codes_.empty(); }
    // This one with its cause: gave up, because the connection was refused.
    DeliveryReason because(const DeliveryReason& cause) const;

    // As stored: "gave-up:answered-because" with the arguments of its parts, "401" and "caller-not-known".
    std::string code() const;
    const std::vector<std::string>& arguments() const { return arguments_; }
    static std::optional<DeliveryReason> read(std::string_view code, std::span<const std::string> arguments);

    // For logs and metrics, with codes as arguments only: "gave-up:401:caller-not-known", "behind:paused".
    std::string log_code() const;
    std::string text(Language language) const; // for people; empty: no reason

    bool operator==(const DeliveryReason&) const = default;

private:
    friend DeliveryReason reason_with(ReasonCode code, std::vector<std::string> arguments);

    std::vector<ReasonCode> codes_{};
    std::vector<std::string> arguments_{}; // of all codes, in their order
};

DeliveryReason behind(std::string_view delivery);
DeliveryReason answered(int status); // of HTTP
// `why`: a code of kind "rejection" in messages/words.def.
DeliveryReason answered_because(int status, std::string_view why);
DeliveryReason own_certificate_refused(std::string_view why); // likewise
// It arrived, but not in the syntax that the receiver takes.
DeliveryReason given_as_it_came(std::string_view syntax);
// The delivery was made, but what arrived is not quite the document. `code`: also one for logs.
bool is_about_content(std::string_view code);
// The document could not be read, rendered or put for this peer.
DeliveryReason of_message(Message message);
DeliveryReason system_error(int number);           // errno
DeliveryReason tls_error(unsigned long number);    // of OpenSSL's queue
DeliveryReason untrusted(std::string_view verify); // a code of kind "verify"
DeliveryReason certificate_of_another(std::string_view key_sha256);
DeliveryReason unexpected(std::string_view exception_type);
// A code that this version does not know.
DeliveryReason as_recorded(std::string_view words);

} // namespace renkei::diag
