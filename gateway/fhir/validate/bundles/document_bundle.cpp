#include "gateway/fhir/validate/bundles/bundle_rules.h"
#include "gateway/fhir/validate/bundles/reachability.h"
#include "generated/messages/validate_bundle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace renkei::validate {
namespace {

// References of the leading resource, and of a Composition's sections, whose targets must be in the bundle.
constexpr std::array of_composition{std::string_view("subject"),   std::string_view("encounter"),
                                    std::string_view("author"),    std::string_view("attester.party"),
                                    std::string_view("custodian"), std::string_view("event.detail")};
constexpr std::array of_section{std::string_view("author"), std::string_view("focus"),
                                std::string_view("entry")};
constexpr std::array of_message{std::string_view("focus")};

class Leader {
public:
    Leader(ValidationRun& validation, const EntryIndex& bundle)
        : validation_(validation),
          document_(validation.document()),
          bundle_(bundle),
          names_(document_.tree().names()) {}

    // The first entry's resource if it is of the type; what else is there breaks bdl-11 or bdl-12.
    NodeId find(std::string_view type) {
        if (bundle_.entries().empty()) {
            validation_.report(message::bundle_no_entries, bundle_.bundle(), {bundle_.type()});
            return no_node;
        }
        const IndexedEntry& first = bundle_.entries()[0];
        if (first.resource == no_node) {
            validation_.report(message::bundle_no_first_resource, first.node, {bundle_.type(), type});
        }
        return first.type == type ? first.resource : no_node;
    }

    // `name`: of the resource, for people.
    void must_hold(NodeId resource, std::span<const std::string_view> paths, std::string_view name) {
        for (const std::string_view path : paths) {
            must_hold(resource, path, {name, 0, path});
        }
    }

    // `depth`: of the object's sections.
    void sections(NodeId object, std::string_view resource, std::size_t depth = 1) {
        for (const NodeId section : document_.list(object, names_.section)) {
            for (std::size_t at = 0; at < of_section.size(); ++at) {
                for (const NodeId value : document_.list(section, names_.of_section[at])) {
                    must_hold(value, {resource, depth, of_section[at]});
                }
            }
            sections(section, resource, depth + 1);
        }
    }

private:
    // What every section is asked for, found in the table of names once.
    struct Names {
        explicit Names(const json::NameTable& names) : section(names.find("section")) {
            std::ranges::transform(validate::of_section, of_section.begin(),
                                   [&](std::string_view name) { return names.find(name); });
        }
        json::NameId section;
        std::array<json::NameId, validate::of_section.size()> of_section{};
    };
    struct Name {
        std::string_view resource;
        std::size_t sections; // one within the other
        std::string_view path;
        std::string text() const {
            std::string out(resource);
            for (std::size_t n = 0; n < sections; ++n) {
                out += ".section";
            }
            return out.append(".").append(path);
        }
    };

    // Along the path.
    void must_hold(NodeId object, std::string_view path, const Name& name) {
        const std::size_t dot = path.find('.');
        for (const NodeId value : document_.list(object, path.substr(0, dot))) {
            if (dot == std::string_view::npos) {
                must_hold(value, name);
            } else {
                must_hold(value, path.substr(dot + 1), name);
            }
        }
    }

    void must_hold(NodeId value, const Name& name) {
        const std::string_view reference = document_.text(value, document_.names().reference);
        if (reference.empty() || reference.starts_with('#') || !bundle_.find(reference, 0).empty()) {
            return;
        }
        const NodeId at = document_.child(value, document_.names().reference);
        const std::string full = bundle_.completed(reference, 0).value_or(std::string(reference));
        const auto alike = bundle_.alike(reference);
        if (alike.empty()) {
            validation_.report(message::bundle_target_missing, at, {name.text(), reference, full});
            return;
        }
        const IndexedEntry& entry = bundle_.entries()[alike[0].entry];
        const std::string_view version = path_of(reference).version;
        const auto with_version = [&](std::string_view url, std::string_view one) {
            return version.empty() ? std::string(url)
                                   : fmt::format("{} (versionId {})", url, one.empty() ? "-" : one);
        };
        validation_.report(message::bundle_target_other_url, at,
                           {name.text(), reference, std::to_string(alike[0].entry),
                            with_version(entry.full_url, entry.version), with_version(full, version)});
    }

    ValidationRun& validation_;
    const Document& document_;
    const EntryIndex& bundle_;
    Names names_;
};

} // namespace

void check_document_bundle(ValidationRun& validation, const EntryIndex& bundle) {
    Leader leader(validation, bundle);
    const NodeId composition = leader.find("Composition");
    if (composition == no_node) {
        return;
    }
    if (validation.options().resolve_in_bundle) {
        leader.must_hold(composition, of_composition, "Composition");
        leader.sections(composition, "Composition");
    }
    check_reachability(validation, bundle,
                       {message::bundle_orphan_of_document, message::bundle_backward_in_document});
}

void check_message_bundle(ValidationRun& validation, const EntryIndex& bundle) {
    Leader leader(validation, bundle);
    const NodeId header = leader.find("MessageHeader");
    if (header == no_node) {
        return;
    }
    if (validation.options().resolve_in_bundle) {
        leader.must_hold(header, of_message, "MessageHeader");
    }
    check_reachability(validation, bundle,
                       {message::bundle_orphan_of_message, message::bundle_backward_in_message});
}

} // namespace renkei::validate
