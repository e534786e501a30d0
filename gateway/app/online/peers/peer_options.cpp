#include "gateway/app/online/peers/peer_options.h"

#include "gateway/core/base/file.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/text/alternatives.h"
#include "gateway/network/policy/peer_error.h"
#include "gateway/network/tls/certificate.h"
#include "gateway/network/tokens/key_set.h"
#include "generated/messages/tls.h"

#include <algorithm>
#include <functional>

namespace renkei::online {
namespace {

std::vector<std::string> texts(std::span<const std::string_view> names) {
    return {names.begin(), names.end()};
}

// "SHA256:AB:CD…", as other programs print it, is the same as ours.
std::string key_digits(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c != ':') {
            out += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return out;
}

std::vector<std::string> filled(std::vector<std::string> texts) {
    std::erase(texts, std::string());
    return texts;
}

diag::Result<std::vector<policy::Number>>
parse_numbers(std::string_view id, const std::vector<std::string>& texts, std::string_view option) {
    std::vector<policy::Number> out;
    for (const std::string& text : filled(texts)) {
        std::optional<policy::Number> number = policy::parse_number(text);
        if (!number) {
            return policy::peer_error(id, option, text, policy::number_forms());
        }
        out.push_back(*std::move(number));
    }
    return out;
}

// The file of an authority is probably a mistake for a certificate that it issued.
diag::Result<policy::CertificateBinding> binding_of(const std::string& certificate, bool may_be_authority) {
    TRY(const std::string pem, base::read_file(certificate));
    diag::Result<policy::CertificateBinding> out = tls::read_binding(pem);
    if (!out) {
        out.error().where.file = certificate;
        return out;
    }
    if (!may_be_authority && tls::is_of_authority(pem)) {
        return diag::fail(diag::message::certificate_of_authority, {.file = certificate},
                          {tls::read_pem(pem)->subject});
    }
    return out;
}

// The keys as the entry holds them. Empty: none.
diag::Result<std::string> read_token_keys(const std::string& file) {
    if (file.empty()) {
        return std::string();
    }
    TRY(const std::string jwks, base::read_file(file));
    if (const diag::Result<tokens::KeySet> keys = tokens::KeySet::read(jwks); !keys) {
        diag::Error error = keys.error();
        error.where.file = file;
        return tl::make_unexpected(std::move(error));
    }
    json::Tree tree;
    TRY_VOID(json::Parser().parse(jwks, tree));
    std::string out;
    json::Writer(out).node(tree, json::Tree::root);
    return out;
}

// Empty: all characters.
diag::Result<text::Repertoire> parse_repertoire(std::string_view id, std::string_view name) {
    const std::optional<text::Repertoire> out = text::repertoire_of(name);
    if (!out && !name.empty()) {
        return policy::peer_error(id, "--characters", name, text::alternatives(text::repertoire_names()));
    }
    return out.value_or(text::Repertoire::all);
}

// Empty: a file with such a character is not given.
diag::Result<text::Gaiji> parse_gaiji(std::string_view id, std::string_view name) {
    if (!name.empty() && name != text::geta_name) {
        return policy::peer_error(id, "--gaiji", name, text::geta_name);
    }
    return name.empty() ? text::Gaiji::refuse : text::Gaiji::as_geta;
}

} // namespace

void BindingOptions::add_to(Command& command) {
    command.options("--key", keys);
    command.options("--certificate", certificates);
    command.option("--issuer", issuer);
    command.option("--subject", subject);
    command.option("--san", name);
}

void BindingOptions::add_authorities_to(Command& command) {
    command.flag("--is-authority", takes_authorities);
}

diag::Result<std::vector<policy::CertificateBinding>> BindingOptions::bindings() const {
    std::vector<policy::CertificateBinding> out;
    for (const std::string& key : filled(keys)) {
        out.push_back({.key_sha256 = key_digits(key)});
    }
    for (const std::string& file : filled(certificates)) {
        TRY(policy::CertificateBinding binding, binding_of(file, takes_authorities));
        out.push_back(std::move(binding));
    }
    if (!issuer.empty() || !subject.empty() || !name.empty()) {
        out.push_back({.issuer = issuer, .subject = subject, .name = name});
    }
    return out;
}

void PeerOptions::add_to(Command& command) {
    command.option("--id", id);
    command.option("--name", name);
    command.choice("--role", role, texts(policy::role_names()));
    command.options("--number", numbers);
    command.options("--add-number", added_numbers);
    command.choice("--delivery-method", delivery_method, texts(policy::delivery_method_names()));
    command.option("--address", address);
    command.option("--syntax", syntax);
    command.option("--edition", edition);
    command.option("--characters", characters);
    command.option("--gaiji", gaiji);
    command.options("--attachment", attachments);
    command.option("--job", job);
    command.option("--token-issuer", token_issuer);
    command.option("--token-keys", token_keys);
    bindings.add_to(command);
    bindings.add_authorities_to(command);
}

diag::Result<MakePeer> PeerOptions::maker() const {
    std::vector<std::function<void(policy::Peer&)>> changes;
    const auto set = [&changes](auto member, auto value) {
        if (value) {
            changes.push_back(
                [member, said = *std::move(value)](policy::Peer& peer) { std::invoke(member, peer) = said; });
        }
    };
    const auto set_characters = [&set](auto member, auto value) {
        set(
            [member](policy::Peer & peer) -> auto& { return peer.characters.*member; }, std::optional(value));
    };
    set(&policy::Peer::name, name);
    set(&policy::Peer::role, policy::role_of(role)); // a choice, or not said
    set(&policy::Peer::delivery_method, policy::delivery_method_of(delivery_method));
    set(&policy::Peer::address, address);
    set(&policy::Peer::syntax, syntax);
    set(&policy::Peer::edition, edition);
    set(&policy::Peer::job, job);
    set(&policy::Peer::token_issuer, token_issuer);
    if (token_keys) {
        TRY(const std::string keys, read_token_keys(*token_keys));
        set(&policy::Peer::token_keys, std::optional(keys));
    }
    if (characters) {
        TRY(const text::Repertoire repertoire, parse_repertoire(id, *characters));
        set_characters(&text::Characters::repertoire, repertoire);
    }
    if (gaiji) {
        TRY(const text::Gaiji written, parse_gaiji(id, *gaiji));
        set_characters(&text::Characters::gaiji, written);
    }
    if (!numbers.empty()) {
        TRY(const std::vector<policy::Number> all, parse_numbers(id, numbers, "--number"));
        set(&policy::Peer::numbers, std::optional(all));
    }
    TRY(const std::vector<policy::Number> added, parse_numbers(id, added_numbers, "--add-number"));
    changes.push_back([added](policy::Peer& peer) {
        std::ranges::copy_if(added, std::back_inserter(peer.numbers), [&](const policy::Number& each) {
            return std::ranges::find(peer.numbers, each) == peer.numbers.end();
        });
    });
    if (!attachments.empty()) {
        set(&policy::Peer::attachments, std::optional(filled(attachments)));
    }
    if (bindings.are_given()) {
        TRY(const std::vector<policy::CertificateBinding> given, bindings.bindings());
        set(&policy::Peer::bindings, std::optional(given));
    }
    return [new_id = id, has_role = !role.empty(),
            changes](const policy::Peer* before) -> diag::Result<policy::Peer> {
        if (before == nullptr && !has_role) {
            return policy::peer_error(new_id, "--role", "", text::alternatives(policy::role_names()));
        }
        policy::Peer out = before == nullptr ? policy::Peer{.id = new_id} : *before;
        std::ranges::for_each(changes, [&](const auto& change) { change(out); });
        return out;
    };
}

} // namespace renkei::online
