#include "gateway/core/diag/delivery_reason.h"

#include "gateway/core/diag/finding.h"
#include "generated/messages/documents.h"
#include "generated/messages/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <iterator>

namespace renkei::diag {
namespace {

constexpr ReasonCode reason_codes[] = {
#define REASON(name, id, severity, english, japanese) ReasonCode::name,
#include "gateway/core/diag/messages/delivery.def"
#undef REASON
};

// Logged by their arguments alone: "409", "401:caller-not-known", "mhd-wrong".
constexpr ReasonCode logged_by_arguments[] = {ReasonCode::answered, ReasonCode::answered_because,
                                              ReasonCode::unprepared};

// Messages that have a reason of their own.
struct ReasonOfMessage {
    Message message;
    ReasonCode code;
};
constexpr ReasonOfMessage reasons_of_messages[] = {{message::version_gone, ReasonCode::version_gone},
                                                   {message::no_such_document, ReasonCode::no_such_document},
                                                   {message::endpoint_wrong, ReasonCode::endpoint_wrong},
                                                   {message::not_acceptable, ReasonCode::not_acceptable},
                                                   {message::folder_unusable, ReasonCode::folder_unusable}};

Message message_of(ReasonCode code) { return static_cast<Message>(code); }
std::string_view id_of(ReasonCode code) { return row(message_of(code)).id; }

template <class Visit>
void each_hole(ReasonCode code, const Visit& visit) {
    const std::string_view text = row(message_of(code)).english;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (const std::optional<Hole> hole = hole_at(text.substr(i))) {
            visit(*hole);
        }
    }
}

std::size_t arguments_of(ReasonCode code) { return diag::argument_count(row(message_of(code)).english); }

// Calls with each code and its arguments.
template <class Visit>
void each_part(std::span<const ReasonCode> codes, std::span<const std::string> arguments,
               const Visit& visit) {
    for (const ReasonCode code : codes) {
        const std::size_t count = arguments_of(code);
        visit(code, arguments.first(count));
        arguments = arguments.subspan(count);
    }
}

} // namespace

DeliveryReason::DeliveryReason(ReasonCode code) : codes_{code} { assert(arguments_of(code) == 0); }

DeliveryReason reason_with(ReasonCode code, std::vector<std::string> arguments) {
    assert(arguments_of(code) == arguments.size());
    DeliveryReason out;
    out.codes_ = {code};
    out.arguments_ = std::move(arguments);
    return out;
}

DeliveryReason DeliveryReason::because(const DeliveryReason& cause) const {
    DeliveryReason out = *this;
    std::ranges::copy(cause.codes_, std::back_inserter(out.codes_));
    std::ranges::copy(cause.arguments_, std::back_inserter(out.arguments_));
    return out;
}

std::string DeliveryReason::code() const {
    std::string out;
    for (const ReasonCode code : codes_) {
        out.append(out.empty() ? "" : ":").append(id_of(code));
    }
    return out;
}

std::optional<DeliveryReason> DeliveryReason::read(std::string_view code,
                                                   std::span<const std::string> arguments) {
    DeliveryReason out;
    std::size_t count = 0;
    while (!code.empty()) {
        const std::string_view id = code.substr(0, code.find(':'));
        const auto* const found = std::ranges::find(reason_codes, id, id_of);
        if (found == std::end(reason_codes)) {
            return std::nullopt;
        }
        out.codes_.push_back(*found);
        count += arguments_of(*found);
        code.remove_prefix(std::min(id.size() + 1, code.size()));
    }
    if (count != arguments.size()) {
        return std::nullopt;
    }
    out.arguments_.assign(arguments.begin(), arguments.end());
    return out;
}

std::string DeliveryReason::log_code() const {
    std::string out;
    const auto add = [&](std::string_view part) { out.append(out.empty() ? "" : ":").append(part); };
    each_part(codes_, arguments_, [&](ReasonCode code, std::span<const std::string> arguments) {
        if (std::ranges::find(logged_by_arguments, code) == std::end(logged_by_arguments)) {
            add(id_of(code));
        }
        each_hole(code, [&](const Hole& hole) {
            if (!hole.kind.empty()) {
                add(arguments[hole.argument]);
            }
        });
    });
    return out;
}

std::string DeliveryReason::text(Language language) const {
    std::string out;
    each_part(codes_, arguments_, [&](ReasonCode code, std::span<const std::string> arguments) {
        out.append(out.empty() ? "" : ": ").append(sentence(message_of(code), arguments, language));
    });
    return out;
}

DeliveryReason behind(std::string_view delivery) {
    return reason_with(ReasonCode::behind, {std::string(delivery)});
}

DeliveryReason answered(int status) { return reason_with(ReasonCode::answered, {std::to_string(status)}); }

DeliveryReason answered_because(int status, std::string_view why) {
    return reason_with(ReasonCode::answered_because, {std::to_string(status), std::string(why)});
}

DeliveryReason given_as_it_came(std::string_view syntax) {
    return reason_with(ReasonCode::given_as_it_came, {std::string(syntax)});
}

bool is_about_content(std::string_view code) {
    const std::string_view first = code.substr(0, code.find(':'));
    return first == id_of(ReasonCode::given_as_it_came) || first == id_of(ReasonCode::characters_replaced);
}

DeliveryReason own_certificate_refused(std::string_view why) {
    return reason_with(ReasonCode::own_certificate_refused, {std::string(why)});
}

DeliveryReason of_message(Message message) {
    const auto* const found = std::ranges::find(reasons_of_messages, message, &ReasonOfMessage::message);
    return found != std::end(reasons_of_messages)
               ? DeliveryReason(found->code)
               : reason_with(ReasonCode::unprepared, {std::string(row(message).id)});
}

DeliveryReason system_error(int number) {
    const char* const name = ::strerrorname_np(number);
    return reason_with(ReasonCode::system_error,
                       {name != nullptr ? std::string(name) : std::to_string(number)});
}

DeliveryReason tls_error(unsigned long number) {
    return reason_with(ReasonCode::tls_error, {fmt::format("{:08X}", number)});
}

DeliveryReason untrusted(std::string_view verify) {
    return reason_with(ReasonCode::certificate_untrusted, {std::string(verify)});
}

DeliveryReason certificate_of_another(std::string_view key_sha256) {
    return reason_with(ReasonCode::certificate_of_another, {std::string(key_sha256)});
}

DeliveryReason unexpected(std::string_view exception_type) {
    return reason_with(ReasonCode::unexpected, {std::string(exception_type)});
}

DeliveryReason as_recorded(std::string_view words) {
    return words.empty() ? DeliveryReason() : reason_with(ReasonCode::as_recorded, {std::string(words)});
}

} // namespace renkei::diag
