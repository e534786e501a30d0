// Measures as instances: groups that can be distinguished, and expressions that their libraries define.
#include "gateway/fhir/validate/definitions/cql_library.h"
#include "gateway/fhir/validate/definitions/definition_lookup.h"
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "generated/messages/validate_definitions.h"

#include <algorithm>

namespace renkei::validate {
namespace {

namespace message = diag::message;

struct CqlLibrary {
    std::string_view name;
    std::string_view url;
    std::optional<std::set<std::string>> names; // that it defines; nothing: it cannot be read
};

class MeasureRules {
public:
    MeasureRules(ValidationRun& validation, json::NodeId measure)
        : validation_(validation),
          document_(validation.document()),
          measure_(measure) {}

    void check() {
        read_libraries();
        const auto groups = document_.list(measure_, "group");
        if (groups.empty()) {
            validation_.report(message::measure_no_groups, measure_);
        }
        need_codes(groups, "group");
        for (const json::NodeId group : groups) {
            this->group(group);
        }
        const auto supplements = document_.list(measure_, "supplementalData");
        need_codes(supplements, "supplementalData");
        for (const json::NodeId one : supplements) {
            criteria(one);
        }
    }

private:
    void read_libraries() {
        for (const json::NodeId node : document_.list(measure_, "library")) {
            const std::string_view canonical = validation_.tree().text(node);
            const packages::Resource* found = validation_.context().library().find("Library", canonical);
            if (found == nullptr) {
                validation_.report(message::measure_library_missing, node, {std::string(canonical)});
                is_complete_ = false;
                continue;
            }
            CqlDefinitions definitions = definitions_in(*found);
            if (!definitions.unreadable.empty()) {
                validation_.report(message::measure_library_unreadable, node,
                                   {std::string(canonical), definitions.unreadable});
            }
            libraries_.push_back({found->text("name"), found->url, std::move(definitions.names)});
        }
    }

    void need_codes(json::Tree::Children nodes, std::string_view what) {
        const bool are_many = nodes.size() > 1;
        for (const json::NodeId node : nodes) {
            if (are_many && document_.child(node, "code") == json::no_node) {
                validation_.report(message::measure_code_wanted, node, {std::string(what)});
            }
        }
    }

    void group(json::NodeId group) {
        const auto populations = document_.list(group, "population");
        if (populations.empty()) {
            validation_.report(message::measure_no_populations, group);
        }
        need_codes(populations, "population");
        check_populations(validation_, measure_, group);
        for (const json::NodeId one : populations) {
            criteria(one);
        }
        const auto stratifiers = document_.list(group, "stratifier");
        need_codes(stratifiers, "stratifier");
        for (const json::NodeId one : stratifiers) {
            criteria(one);
            const auto components = document_.list(one, "component");
            need_codes(components, "component");
            for (const json::NodeId component : components) {
                criteria(component);
            }
        }
    }

    void criteria(json::NodeId holder) {
        const json::NodeId node = document_.child(holder, "criteria");
        const std::string_view language = document_.text(node, "language");
        const std::string_view expression = document_.text(node, "expression");
        if (expression.empty()) {
            return;
        }
        if (language == "text/cql" || language == "text/cql.identifier" ||
            language == "text/cql-identifier") {
            cql(node, expression);
        } else if (language == "text/fhirpath") {
            const auto compiled = fhirpath::compile(expression, validation_.r4());
            if (!compiled) {
                validation_.report(message::measure_expression_unreadable, node,
                                   {to_text(compiled.error(), diag::Language::english)});
            }
        }
    }

    // "Library.Name", "Library.\"A name\"", "Name". Anything else is an expression of its own.
    void cql(json::NodeId node, std::string_view expression) {
        if (libraries_.empty() || expression.find_first_of("()[]{}<>=+*/") != std::string_view::npos) {
            return;
        }
        const std::size_t dot = expression.front() == '"' ? std::string_view::npos : expression.find('.');
        if (dot == std::string_view::npos) {
            unnamed(node, expression);
            return;
        }
        const std::string_view name = expression.substr(0, dot);
        const auto at = std::ranges::find(libraries_, name, &CqlLibrary::name);
        if (at != libraries_.end()) {
            defined(node, expression.substr(dot + 1), *at);
        } else if (is_complete_ && is_of_stratifier(node)) {
            validation_.report(message::measure_library_unknown, node,
                               {std::string(name), names_of_libraries()});
        }
    }

    void unnamed(json::NodeId node, std::string_view name) {
        if (libraries_.size() == 1 && is_complete_) {
            defined(node, name, libraries_.front());
        } else if (libraries_.size() > 1) {
            validation_.report(message::measure_which_library, node,
                               {std::to_string(libraries_.size()), std::string(name)});
        }
    }

    void defined(json::NodeId node, std::string_view name, const CqlLibrary& library) {
        if (name.size() > 1 && name.front() == '"' && name.back() == '"') {
            name = name.substr(1, name.size() - 2);
        }
        if (library.names && !library.names->contains(std::string(name))) {
            validation_.report(message::measure_expression_unknown, node,
                               {std::string(name), std::string(library.url)});
        }
    }

    // Populations are often taken over from a library that another one includes: there the prefix is an
    // alias.
    bool is_of_stratifier(json::NodeId criteria) const {
        const DocumentTree& tree = validation_.tree();
        const json::NodeId list = tree.parent(tree.parent(criteria));
        return list != json::no_node && tree.key(list) != "population";
    }

    std::string names_of_libraries() const {
        std::vector<std::string_view> out;
        for (const CqlLibrary& one : libraries_) {
            out.push_back(one.name);
        }
        return joined(out);
    }

    ValidationRun& validation_;
    const Document& document_;
    json::NodeId measure_;
    std::vector<CqlLibrary> libraries_;
    bool is_complete_ = true; // all libraries were found
};

} // namespace

void check_measure(ValidationRun& validation, json::NodeId resource) {
    MeasureRules(validation, resource).check();
}

} // namespace renkei::validate
