// Example -> instructions. Constants are merged into finished literals; liveness becomes conditions that are asked before
// anything is written, so nothing is written and taken back.
#include "gateway/mapping/plan_tables.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

constexpr std::uint32_t holds_always = 0;  // condition 0

class Forward {
public:
    explicit Forward(PlanTables& plan) : plan_(plan), defs_(*plan.example.defs) {
        plan_.conditions.push_back({0, 1});
        plan_.terms.push_back({TermKind::always, 0, 0});
    }

    void run() {
        plan_.head.composition_first = start();
        composition();
        end();
        for (std::size_t e = 0; e < plan_.example.entries.size(); ++e) {
            entry(plan_.example.entries[e]);
        }
    }

private:
    // ---------------------------------------------------------------- program
    std::uint32_t start() { return static_cast<std::uint32_t>(plan_.instructions.size()); }
    void literal(std::string_view text) { pending_ += text; }
    void flush() {
        if (!pending_.empty()) {
            plan_.instructions.push_back({Do::literal, 0, static_cast<std::uint32_t>(plan_.literals.size()), static_cast<std::uint32_t>(pending_.size())});
            plan_.literals += pending_;
            pending_.clear();
        }
    }
    std::uint32_t add(Do what, std::uint32_t a = 0, std::uint32_t b = 0, std::uint8_t part = 0) {
        flush();
        plan_.instructions.push_back({what, part, a, b});
        return static_cast<std::uint32_t>(plan_.instructions.size() - 1);
    }
    // Lets the jump at `from` lead to what comes next.
    void land(std::uint32_t from) {
        flush();
        plan_.instructions[from].b = static_cast<std::uint32_t>(plan_.instructions.size());
    }
    void end() { add(Do::end); }

    // The Composition has a narrative of its own, at its place in the StructureDefinition.
    void composition() {
        const Node& node = plan_.example.composition;
        const std::uint16_t text = defs_.find(node.type, "text")->order;
        bool written = false;
        for (const Field& each : node.fields) {
            if (!written && each.order > text + 1U) {
                written = true;
                literal(plan_.stored(plan_.head.own_text_head));
                add(Do::own_text);
                literal("\"},");
            }
            if (each.name != "resourceType") {
                field(node, each);
            }
        }
        add(Do::close, '}');
    }

    void entry(const Entry& entry) {
        EntryPlan out;
        out.name = plan_.text(entry.name);
        out.type = plan_.text(entry.type);
        out.each = entry.each;
        out.when = entry.when;
        out.owner = entry.owner;
        out.by_reference_only = entry.by_reference_only;
        out.hard = is_hard(entry.resource);
        out.restricted = is_restricted(entry.resource);
        out.anchor_entry = entry.anchor_entry;
        for (std::size_t s = 0; s < plan_.example.sections.size(); ++s) {
            if (plan_.example.sections[s].code == entry.section) {
                out.section_index = static_cast<std::uint16_t>(s);
            }
        }
        out.condition = entry.owner ? holds_always : condition(hard_terms(entry.resource));
        out.first_instruction = start();
        fields(entry.resource);
        end();
        plan_.entries.push_back(out);
    }

    // ---------------------------------------------------------------- conditions
    using Terms = std::vector<Term>;

    std::uint32_t condition(const Terms& terms) {
        const Condition out{static_cast<std::uint32_t>(plan_.terms.size()), static_cast<std::uint32_t>(terms.size())};
        plan_.terms.insert(plan_.terms.end(), terms.begin(), terms.end());
        plan_.conditions.push_back(out);
        return static_cast<std::uint32_t>(plan_.conditions.size() - 1);
    }

    static Term entry_term(const Node& reference) {
        return {reference.many ? TermKind::any_entry : TermKind::entry, reference.entry, 0};
    }

    // What makes the node live: its holes that are read, its strong references; inside repeated elements in any row.
    Terms hard_terms(const Node& node) {
        Terms out;
        if (node.kind == NodeKind::hole && !node.derived()) {
            // of a composite only the first part: without it nothing can be written
            out.push_back({TermKind::item, node.parts[0].derived ? first_home(node) : node.parts[0].item, 0});
        }
        if (node.kind == NodeKind::reference && node.strong) {
            out.push_back(entry_term(node));
        }
        collect(node, out, [this](const Node& child) { return hard_terms(child); });
        return out;
    }
    static std::uint32_t first_home(const Node& node) {
        return std::find_if(node.parts.begin(), node.parts.end(), [](const Part& part) { return !part.derived; })->item;
    }

    Terms soft_terms(const Node& node) {
        Terms out;
        if (node.kind == NodeKind::hole && node.derived()) {
            out.push_back({TermKind::hole, plan_.hole(node), 0});
        }
        if (node.kind == NodeKind::reference && !node.strong) {
            out.push_back(entry_term(node));
        }
        collect(node, out, [this](const Node& child) { return soft_terms(child); });
        return out;
    }

    template <class TermsOf>
    void collect(const Node& node, Terms& out, const TermsOf& terms_of) {
        const auto take = [&](const Node& child) {
            const Terms terms = terms_of(child);
            if (child.each != 0 && !terms.empty()) {
                out.push_back({TermKind::any_row, child.each, condition(terms)});
            } else {
                out.insert(out.end(), terms.begin(), terms.end());
            }
        };
        for (const Field& field : node.fields) {
            if (field.instead_of.empty()) {
                take(field.value);
            }
        }
        for (const Node& element : node.elements) {
            take(element);
        }
    }

    // When the node is written, given that its parent is. Nothing = always.
    std::optional<Terms> guard(const Node& node) {
        switch (node.kind) {
            case NodeKind::constant: return std::nullopt;
            case NodeKind::hole: return node.derived() ? soft_terms(node) : hard_terms(node);
            case NodeKind::reference: return Terms{entry_term(node)};
            case NodeKind::object: return object_guard(node);
            case NodeKind::array: return array_guard(node);
        }
        return std::nullopt;
    }

    std::optional<Terms> object_guard(const Node& node) {
        if (node.stay) {
            return std::nullopt;
        }
        Terms terms = hard_terms(node);
        if (terms.empty()) {
            terms = soft_terms(node);
        }
        return terms.empty() ? std::nullopt : std::optional(terms);
    }

    std::optional<Terms> array_guard(const Node& node) {
        Terms out;
        for (const Node& element : node.elements) {
            const std::optional<Terms> terms = guard(element);
            if (element.each != 0) {
                out.push_back(terms ? Term{TermKind::any_row, element.each, condition(*terms)} : Term{TermKind::row, element.each, 0});
            } else if (!terms) {
                return std::nullopt;
            } else {
                out.insert(out.end(), terms->begin(), terms->end());
            }
        }
        return out;
    }

    // ---------------------------------------------------------------- values
    void fields(const Node& object) {
        for (const Field& field : object.fields) {
            if (field.name != "resourceType") {
                this->field(object, field);
            }
        }
        add(Do::close, '}');
    }

    void field(const Node& object, const Field& field) {
        if (!field.instead_of.empty()) {
            stand_in(object, field);
            return;
        }
        const std::optional<Terms> terms = guard(field.value);
        const std::uint32_t skip = terms ? add(Do::skip_unless, condition(*terms)) : 0;
        const Node* hole = reason_hole(field);
        std::uint32_t done = 0;
        const bool reason = hole != nullptr && plan_.holes[plan_.hole(*hole)].may_have_reason;
        if (reason) {
            done = reason_instead(object, field, *hole);
        }
        named_value(field);
        if (reason) {
            land(done);
        }
        if (terms) {
            land(skip);
        }
    }

    void named_value(const Field& field) {
        literal("\"" + json_name(field, defs_) + "\":");
        value(field.value);
        literal(",");
        part_reasons(field);
    }

    // Written where `instead_of` is empty.
    void stand_in(const Node& object, const Field& field) {
        const auto replaced = std::find_if(object.fields.begin(), object.fields.end(),
                                           [&](const Field& f) { return f.name == field.instead_of && f.instead_of.empty(); });
        const std::optional<Terms> terms = replaced == object.fields.end() ? Terms{} : guard(replaced->value);
        if (!terms) {
            return;  // the field is always there
        }
        const std::uint32_t empty = add(Do::skip_unless, condition(*terms));
        const std::uint32_t over = add(Do::jump);
        land(empty);
        named_value(field);
        land(over);
    }

    // The item has a reason instead of a value. Returns the jump over the normal field.
    std::uint32_t reason_instead(const Node& object, const Field& field, const Node& hole) {
        const std::uint32_t index = plan_.hole(hole);
        const bool coded = is_coded_value(object, field);
        const std::uint32_t normal = add(coded ? Do::skip_unless_reason : Do::skip_unless_absent, index);
        if (coded) {
            literal("\"dataAbsentReason\":");
            add(Do::reason_concept, index);
            literal(",");
        } else {
            const bool primitive = defs_.kind(hole.type) == defs::Kind::primitive;
            literal("\"" + std::string(primitive ? "_" : "") + field.name + "\":{\"extension\":");
            add(Do::reason_extensions, index);
            literal("},");
        }
        const std::uint32_t done = add(Do::jump);
        land(normal);
        return done;
    }

    // Reasons of the later parts of a composite stand beside the value.
    void part_reasons(const Field& field) {
        if (field.value.kind != NodeKind::hole || field.value.codec != Codec::moment || field.value.parts[1].derived || !plan_.tables.has_reasons) {
            return;
        }
        const std::uint32_t index = plan_.hole(field.value);
        const std::uint32_t skip = add(Do::skip_unless_absent, index, 0, 1);
        literal("\"_" + field.name + "\":{\"extension\":");
        add(Do::reason_extensions, index, 0, 1);
        literal("},");
        land(skip);
    }

    void value(const Node& node) {
        switch (node.kind) {
            case NodeKind::constant: literal(constant(node)); break;
            case NodeKind::hole: add(Do::put, plan_.hole(node)); break;
            case NodeKind::reference: add(node.many ? Do::references : Do::reference, node.entry); break;
            case NodeKind::object:
                literal("{");
                fields(node);
                break;
            case NodeKind::array: array(node); break;
        }
    }

    std::string constant(const Node& node) const {
        switch (defs_.primitive(node.type)) {
            case defs::Primitive::boolean:
            case defs::Primitive::integer:
            case defs::Primitive::positiveInt:
            case defs::Primitive::unsignedInt:
            case defs::Primitive::decimal: return node.text;
            default: return json_string(node.text);
        }
    }

    void array(const Node& node) {
        literal("[");
        for (const Node& element : node.elements) {
            if (element.each != 0) {
                const std::uint32_t loop = add(Do::each, element.each);
                guarded_element(element);
                add(Do::next);
                land(loop);
            } else {
                guarded_element(element);
            }
        }
        add(Do::close, ']');
    }

    void guarded_element(const Node& element) {
        const std::optional<Terms> terms = guard(element);
        const std::uint32_t skip = terms ? add(Do::skip_unless, condition(*terms)) : 0;
        if (element.kind == NodeKind::hole && plan_.holes[plan_.hole(element)].may_have_reason) {
            const std::uint32_t index = plan_.hole(element);
            const std::uint32_t normal = add(Do::skip_unless_absent, index);
            literal("{\"extension\":");
            add(Do::reason_extensions, index);
            literal("},");
            const std::uint32_t done = add(Do::jump);
            land(normal);
            value(element);
            literal(",");
            land(done);
        } else {
            value(element);
            if (!(element.kind == NodeKind::reference && element.many)) {
                literal(",");
            }
        }
        if (terms) {
            land(skip);
        }
    }

    PlanTables& plan_;
    const defs::Defs& defs_;
    std::string pending_;
};

}  // namespace

void compile_forward(PlanTables& plan) { Forward(plan).run(); }

}  // namespace renkei::mapping
