#include "gateway/network/tls/alternative_names.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace renkei::tls {
namespace {

std::string_view bytes_of(const ASN1_STRING* text) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string address_of(const ASN1_STRING* address) {
    const std::string_view bytes = bytes_of(address);
    std::array<char, INET6_ADDRSTRLEN> out{};
    const int family = bytes.size() == sizeof(in_addr)    ? AF_INET
                       : bytes.size() == sizeof(in6_addr) ? AF_INET6
                                                          : AF_UNSPEC;
    return ::inet_ntop(family, bytes.data(), out.data(), out.size()) != nullptr ? out.data() : std::string();
}

// Printable ASCII is all that these types may hold; a name with anything else is ignored.
bool is_plain(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) { return c > ' ' && c <= '~'; });
}

std::string name_text(const GENERAL_NAME* name) {
    int type = 0;
    const void* const value = GENERAL_NAME_get0_value(name, &type);
    const auto* const text = static_cast<const ASN1_STRING*>(value);
    if (type == GEN_IPADD) {
        const std::string address = address_of(text);
        return address.empty() ? address : "IP:" + address;
    }
    if ((type != GEN_DNS && type != GEN_URI) || !is_plain(bytes_of(text))) {
        return {};
    }
    return (type == GEN_DNS ? "DNS:" : "URI:") + std::string(bytes_of(text));
}

} // namespace

std::vector<std::string> texts_of(const GENERAL_NAMES* names) {
    std::vector<std::string> out;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
        if (std::string text = name_text(sk_GENERAL_NAME_value(names, i)); !text.empty()) {
            out.push_back(std::move(text));
        }
    }
    return out;
}

} // namespace renkei::tls
