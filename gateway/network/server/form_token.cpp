#include "gateway/network/server/form_token.h"

#include "gateway/network/http/request_target.h"
#include "generated/messages/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace renkei::server {
namespace {

constexpr base::Millis form_millis = form_minutes * 60'000LL;

std::string token_at(const ServerContext& gateway, const Request& request, std::string_view form,
                     base::Millis at, const std::string& shown) {
    const policy::User user = request.caller.user.value_or(policy::User());
    const std::string moment = std::to_string(at);
    return fmt::format("{}.{}.{}", moment, shown,
                       seal::to_hex(seal::keyed_hash(
                           gateway.search_key(), {form, request.caller.peer->id, user.issuer, user.subject,
                                                  user.person, user.ground, moment, shown})));
}

} // namespace

std::string form_token(const ServerContext& gateway, const Request& request, std::string_view form,
                       const std::string& shown) {
    return token_at(gateway, request, form, gateway.clock().now(), shown);
}

std::optional<ShownForm> shown_form(const ServerContext& gateway, const Request& request,
                                    std::string_view form, std::string_view token) {
    base::Millis at = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), at);
    const base::Millis now = gateway.clock().now();
    const std::size_t first = token.find('.');
    const std::size_t second = token.rfind('.');
    if (error != std::errc() || at > now || first == second) {
        return std::nullopt;
    }
    const std::string shown(token.substr(first + 1, second - first - 1));
    // of equal length, in constant time
    return seal::equal_in_constant_time(seal::sha256(token),
                                        seal::sha256(token_at(gateway, request, form, at, shown)))
               ? std::optional(ShownForm{shown, now - at > form_millis})
               : std::nullopt;
}

std::optional<std::string> shown_by_form(const ServerContext& gateway, const Request& request,
                                         std::string_view form, std::string_view token) {
    std::optional<ShownForm> out = shown_form(gateway, request, form, token);
    return out && !out->is_old ? std::optional(std::move(out->shown)) : std::nullopt;
}

namespace {

HttpResult<Pairs> read_fields(const Request& request, std::size_t longest, http::Lines lines) {
    return request.body.size() <= longest
               ? http::read_pairs(request.body, lines)
               : HttpResult<Pairs>(http_error(message::request_too_large, {std::to_string(longest)}));
}

} // namespace

HttpResult<Pairs> read_form(const Request& request) {
    constexpr std::size_t longest = 64U << 10;
    return read_fields(request, longest, http::Lines::one);
}

HttpResult<Pairs> read_long_form(const Request& request, std::size_t longest) {
    return read_fields(request, longest, http::Lines::several);
}

std::string_view form_field(const Pairs& form, std::string_view name) {
    const auto is_it = [&](const auto& pair) { return pair.first == name; };
    return std::ranges::count_if(form, is_it) == 1
               ? std::string_view(std::ranges::find_if(form, is_it)->second)
               : std::string_view();
}

} // namespace renkei::server
