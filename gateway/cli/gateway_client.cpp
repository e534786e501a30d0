#include "gateway/cli/gateway_client.h"

#include "gateway/json/parser.h"

namespace renkei::cli {
namespace {

using diag::Message;
using json::NodeId;

// "1: row 1 column 20 (byte 145): " or nothing
std::string place_at(const json::Tree& tree, NodeId issue) {
    const NodeId places = tree.child(issue, "location");
    if (places == json::no_node || !tree[places].is_array() || tree.children(places).begin() == tree.children(places).end()) {
        return "";
    }
    return std::string(tree.text(*tree.children(places).begin())) + ": ";
}

std::string text_at(const json::Tree& tree, NodeId issue) {
    const NodeId details = tree.child(issue, "details");
    const NodeId text = details == json::no_node ? json::no_node : tree.child(details, "text");
    const NodeId chosen = text != json::no_node ? text : tree.child(issue, "diagnostics");
    return chosen == json::no_node ? "" : std::string(tree.text(chosen));
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
    if (url.empty()) {
        say(diag::finding(Message::usage_missing, {}, {name}), language);
    }
    return !url.empty();
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

std::string issues_of(std::string_view body) {
    json::Tree tree;
    std::string out;
    if (!json::Parser().parse(body, tree) || !tree[json::Tree::root].is_object()) {
        return out;
    }
    const NodeId issues = tree.child(json::Tree::root, "issue");
    if (issues == json::no_node || !tree[issues].is_array()) {
        return out;
    }
    for (const NodeId issue : tree.children(issues)) {
        if (const std::string text = text_at(tree, issue); !text.empty()) {
            out += (out.empty() ? "" : "; ") + place_at(tree, issue) + text;
        }
    }
    return out;
}

} // namespace renkei::cli
