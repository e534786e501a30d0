#include "gateway/cli/gateway_client.h"

#include "gateway/exchange/outside_text.h"
#include "gateway/json/parser.h"

#include <algorithm>

namespace renkei::cli {
namespace {

using diag::Message;
using json::NodeId;

constexpr std::size_t longest = 4000; // bytes of one line that a server says
constexpr std::string_view severities[] = {"fatal", "error", "warning", "information"};

std::string member(const json::Tree& tree, NodeId object, std::string_view key) {
    const NodeId found = tree.child(object, key);
    return found == json::no_node || !tree[found].is_string() ? "" : std::string(tree.text(found));
}

std::string first_of(const json::Tree& tree, NodeId object, std::string_view key) {
    const NodeId found = tree.child(object, key);
    if (found == json::no_node || !tree[found].is_array() || tree.children(found).begin() == tree.children(found).end()) {
        return "";
    }
    return std::string(tree.text(*tree.children(found).begin()));
}

// "1: row 1 column 20 (byte 145): ", "Patient.gender: " or nothing
std::string place_at(const json::Tree& tree, NodeId told) {
    for (std::string place : {first_of(tree, told, "location"), first_of(tree, told, "expression"), member(tree, told, "path")}) {
        if (!place.empty()) {
            return std::move(place) + ": ";
        }
    }
    return "";
}

std::string text_at(const json::Tree& tree, NodeId told) {
    const NodeId details = tree.child(told, "details");
    const std::string text = member(tree, details == json::no_node ? told : details, "text");
    return text.empty() ? member(tree, told, "diagnostics") : text;
}

} // namespace

void ClientOptions::add_to(Command& command, const std::string& its_name, Text about) {
    name = its_name;
    command.option(name, url, "URL", about);
    add_certificates_to(command);
}

void ClientOptions::add_certificates_to(Command& command) {
    command.option("--cert", certificate, "FILE", {"The client certificate with its chain (PEM)", "クライアント証明書（PEM、中間証明書を含む）"});
    command.option("--key", key, "FILE", {"Its private key (PEM, 0600)", "その秘密鍵（PEM、0600）"});
    command.option("--ca", authorities, "FILE", {"Whom the server's certificate must come from (PEM)", "サーバーの証明書の発行元（PEM）"});
}

bool ClientOptions::is_given(Language language) const {
    const bool is_plain = url.starts_with("http://"); // on this machine
    const std::pair<std::string_view, const std::string&> wanted[] = {{name, url}, {"--cert", certificate}, {"--key", key}, {"--ca", authorities}};
    const auto* const missing = std::ranges::find_if(wanted, [&](const auto& one) { return one.second.empty() && !(is_plain && one.first != name); });
    if (missing == std::end(wanted)) {
        return true;
    }
    say(diag::finding(Message::usage_missing, {}, {std::string(missing->first)}), language);
    return false;
}

GatewayClient::GatewayClient(exchange::Target its_target, Poco::Net::Context::Ptr context)
    : target(std::move(its_target)), pool(std::move(context), exchange::client_limits()) {}

std::unique_ptr<GatewayClient> GatewayClient::open(const ClientOptions& options, Language language) {
    const std::optional<exchange::Target> target = exchange::read_target(options.url);
    if (!target) {
        say(diag::finding(Message::config_wrong, {}, {options.name, "https://HOST:PORT", options.url}), language);
        return nullptr;
    }
    Poco::Net::Context::Ptr context;
    if (target->endpoint.secure) {
        const auto made = tls::client_context({.certificate = options.certificate, .key = options.key, .authorities = options.authorities});
        if (!made) {
            say(made.error(), language);
            return nullptr;
        }
        context = *made;
    }
    return std::make_unique<GatewayClient>(*target, context);
}

std::vector<Told> told_in(std::string_view body) {
    json::Tree tree;
    std::vector<Told> out;
    if (!json::Parser().parse(body, tree) || !tree[json::Tree::root].is_object()) {
        return out;
    }
    const NodeId issues = tree.child(json::Tree::root, "issue");
    const NodeId list = issues != json::no_node ? issues : tree.child(json::Tree::root, "report");
    if (list == json::no_node || !tree[list].is_array()) {
        return out;
    }
    for (const NodeId one : tree.children(list)) {
        if (const std::string text = text_at(tree, one); !text.empty()) {
            const std::string said = place_at(tree, one) + text;
            out.push_back({.severity = exchange::presentable(member(tree, one, "severity"), longest), .text = exchange::presentable(said, longest)});
        }
    }
    std::ranges::stable_sort(out, {}, [](const Told& told) { return std::ranges::find(severities, told.severity); });
    return out;
}

} // namespace renkei::cli
