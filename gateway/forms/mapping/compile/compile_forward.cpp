// Example -> instructions. Constants are merged into finished literals; liveness becomes conditions that are
// asked before anything is written, so nothing is written and taken back.
#include "gateway/forms/mapping/compile/plan_tables.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

constexpr std::uint32_t holds_always = 0; // condition 0

class Forward {
public:
    explicit Forward(PlanTables& plan) : plan_(plan), r4_(*plan.example.r4) {
        plan_.conditions.push_back({0, 1});
        plan_.terms.push_back({TermKind::always, 0, 0});
    }

    void run() {
        plan_.head.has_bundle = plan_.example.bundle.fields.empty() ? 0 : 1;
        plan_.head.bundle_first = start();
        fields(plan_.example.bundle);
        end();
        plan_.head.composition_first = start();
        if (!plan_.example.is_collection()) {
            composition();
        }
        end();
        for (const EntryId e : plan_.example.entries.ids()) {
            entry(plan_.example.entries[e]);
        }
    }

private:
    // ---------------------------------------------------------------- program
    std::uint32_t start() { return static_cast<std::uint32_t>(plan_.instructions.size()); }
    void literal(std::string_view text) { pending_ += text; }
    void flush() {
        if (!pending_.empty()) {
            plan_.instructions.push_back({OpCode::literal, 0,
                                          static_cast<std::uint32_t>(plan_.literals.size()),
                                          static_cast<std::uint32_t>(pending_.size())});
            plan_.literals += pending_;
            pending_.clear();
        }
    }
    std::uint32_t add(OpCode what, std::uint32_t a = 0, std::uint32_t b = 0, std::uint8_t part = 0) {
        flush();
        plan_.instructions.push_back({what, part, a, b});
        return static_cast<std::uint32_t>(plan_.instructions.size() - 1);
    }
    // Lets the jump at `from` lead to what comes next.
    void land(std::uint32_t from) {
        flush();
        plan_.instructions[from].b = static_cast<std::uint32_t>(plan_.instructions.size());
    }
    void end() { add(OpCode::end); }

    // The Composition has a narrative of its own, at its place in the StructureDefinition.
    void composition() {
        const ExampleNode& node = plan_.example.composition;
        const std::uint16_t text = r4_.find(node.type, "text")->order;
        bool written = plan_.example.is_alone;
        for (const Field& each : node.fields) {
            if (!written && each.order > text + 1U) {
                written = true;
                literal(plan_.stored(plan_.head.own_text_head));
                add(OpCode::own_text);
                literal("\"},");
            }
            if (each.name != "resourceType") {
                field(node, each);
            }
        }
        add(OpCode::close, '}');
    }

    void entry(const ExampleEntry& entry) {
        EntryPlan out;
        out.name = plan_.text(entry.name);
        out.type = plan_.text(entry.type);
        out.each = entry.each;
        out.derived = entry.is_derived();
        out.owner = entry.owner;
        out.by_reference_only = entry.by_reference_only;
        out.reads_items = reads_items(entry.resource);
        out.restricted = is_restricted(entry.resource);
        out.copies_rows = std::ranges::any_of(entry.resource.fields, [](const Field& each) {
            return std::ranges::any_of(each.value.elements, copies_rows);
        });
        out.anchor_entry = entry.anchor_entry;
        for (const SectionId s : plan_.example.sections.ids()) {
            if (plan_.example.sections[s].code == entry.section) {
                out.section = s;
            }
        }
        out.accepted = entry.accepted;
        out.within = entry.within.empty() ? none : plan_.example.entry_by_name.at(entry.within);
        out.condition = entry.accepted       ? condition({})
                        : entry.is_derived() ? compile_when(plan_, entry.when)
                        : entry.owner        ? holds_always
                                             : condition(data_terms(entry.resource));
        out.first_instruction = start();
        if (!entry.accepted) {
            fields(entry.resource);
        }
        end();
        plan_.entries.push_back(out);
    }

    // ---------------------------------------------------------------- conditions
    using Terms = std::vector<Term>;

    std::uint32_t condition(const Terms& terms) { return plan_.condition(terms); }

    static Term entry_term(const ExampleNode& reference) {
        return {reference.many ? TermKind::any_entry : TermKind::entry, reference.entry.value, 0};
    }

    // What makes the node live: its holes that are read, its strong references; inside repeated elements in
    // any row.
    Terms data_terms(const ExampleNode& node) {
        Terms out;
        if (node.kind == NodeKind::hole && !node.derived()) {
            // of a composite only the first part: without it nothing can be written
            const ItemId item = node.parts[0].derived ? first_home(node) : node.parts[0].item;
            out.push_back({TermKind::item, item.value, 0});
        }
        if (node.kind == NodeKind::reference && node.strong) {
            out.push_back(entry_term(node));
        }
        collect(node, out, [this](const ExampleNode& child) { return data_terms(child); });
        return out;
    }
    static ItemId first_home(const ExampleNode& node) {
        return std::ranges::find_if(node.parts, [](const Part& part) { return !part.derived; })->item;
    }

    Terms derived_terms(const ExampleNode& node) {
        Terms out;
        if (node.kind == NodeKind::hole && node.derived()) {
            out.push_back({TermKind::hole, plan_.hole(node), 0});
        }
        if (node.kind == NodeKind::reference && !node.strong) {
            out.push_back(entry_term(node));
        }
        collect(node, out, [this](const ExampleNode& child) { return derived_terms(child); });
        return out;
    }

    template <class TermsOf>
    void collect(const ExampleNode& node, Terms& out, const TermsOf& terms_of) {
        const auto take = [&](const ExampleNode& child) {
            const Terms terms = terms_of(child);
            if (child.each != document_group && !terms.empty()) {
                out.push_back({TermKind::any_row, child.each.value, condition(terms)});
            } else {
                out.insert(out.end(), terms.begin(), terms.end());
            }
        };
        for (const Field& field : node.fields) {
            if (field.instead_of.empty()) {
                take(field.value);
            }
        }
        for (const ExampleNode& element : node.elements) {
            take(element);
        }
    }

    // When the node is written, given that its parent is. Nothing = always.
    std::optional<Terms> guard(const ExampleNode& node) {
        switch (node.kind) {
        case NodeKind::constant: return std::nullopt;
        case NodeKind::hole: return node.derived() ? derived_terms(node) : data_terms(node);
        case NodeKind::reference: return Terms{entry_term(node)};
        case NodeKind::object: return object_guard(node);
        case NodeKind::array: return array_guard(node);
        }
        return std::nullopt;
    }

    std::optional<Terms> object_guard(const ExampleNode& node) {
        if (node.stay) {
            return std::nullopt;
        }
        Terms terms = data_terms(node);
        for (const Field* const required : required_derived(node, r4_)) {
            const Terms copies = derived_terms(required->value);
            terms.insert(terms.end(), copies.begin(), copies.end());
        }
        if (terms.empty()) {
            terms = derived_terms(node);
        }
        return terms.empty() ? std::nullopt : std::optional(terms);
    }

    std::optional<Terms> array_guard(const ExampleNode& node) {
        Terms out;
        for (const ExampleNode& element : node.elements) {
            const std::optional<Terms> terms = guard(element);
            if (element.each != document_group) {
                out.push_back(terms ? Term{TermKind::any_row, element.each.value, condition(*terms)}
                                    : Term{TermKind::row, element.each.value, 0});
            } else if (!terms) {
                return std::nullopt;
            } else {
                out.insert(out.end(), terms->begin(), terms->end());
            }
        }
        return out;
    }

    // ---------------------------------------------------------------- values
    void fields(const ExampleNode& object, bool is_contained = false) {
        for (const Field& field : object.fields) {
            if (is_contained || field.name != "resourceType") {
                this->field(object, field);
            }
        }
        add(OpCode::close, '}');
    }

    void field(const ExampleNode& object, const Field& field) {
        if (!field.instead_of.empty()) {
            stand_in(object, field);
            return;
        }
        const std::optional<Terms> terms = guard(field.value);
        const std::uint32_t skip = terms ? add(OpCode::skip_unless, condition(*terms)) : 0;
        const ExampleNode* hole = reason_hole(object, field, r4_);
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
        literal("\"" + json_name(field, r4_) + "\":");
        value(field.value);
        literal(",");
        part_reasons(field);
    }

    // The field is written if `instead_of` is empty, and so are the stand-ins whose turn comes before it.
    void stand_in(const ExampleNode& object, const Field& field) {
        Terms before;
        for (const Field& each : object.fields) {
            const bool is_before = each.instead_of.empty()
                                       ? each.name == field.instead_of
                                       : each.instead_of == field.instead_of && each.turn < field.turn;
            if (!is_before) {
                continue;
            }
            const std::optional<Terms> terms = guard(each.value);
            if (!terms) {
                return; // a field before it is always written
            }
            before.insert(before.end(), terms->begin(), terms->end());
        }
        const std::uint32_t empty = add(OpCode::skip_unless, condition(before));
        const std::uint32_t over = add(OpCode::jump);
        land(empty);
        const std::optional<Terms> terms = guard(field.value);
        const std::uint32_t skip = terms ? add(OpCode::skip_unless, condition(*terms)) : 0;
        add(OpCode::stand_in);
        named_value(field);
        add(OpCode::stood_in, condition(before));
        if (terms) {
            land(skip);
        }
        land(over);
    }

    // The item has a reason instead of a value. Returns the jump over the normal field.
    std::uint32_t reason_instead(const ExampleNode& object, const Field& field, const ExampleNode& hole) {
        const std::uint32_t index = plan_.hole(hole);
        const bool is_beside = has_reason_beside(object, field, r4_);
        const std::uint32_t normal =
            add(is_beside ? OpCode::skip_unless_reason : OpCode::skip_unless_absent, index);
        if (is_beside) {
            literal("\"dataAbsentReason\":");
            add(OpCode::reason_concept, index);
            literal(",");
        } else {
            const bool primitive = r4_.kind(hole.type) == definitions::TypeKind::primitive;
            literal("\"" + std::string(primitive ? "_" : "") + field.name + "\":{\"extension\":");
            add(OpCode::reason_extensions, index);
            literal("},");
        }
        const std::uint32_t done = add(OpCode::jump);
        land(normal);
        return done;
    }

    // Reasons of the later parts of a composite are beside the value.
    void part_reasons(const Field& field) {
        if (field.value.kind != NodeKind::hole || !is_moment(field.value.codec) ||
            field.value.parts.back().derived || !plan_.tables.has_reasons) {
            return;
        }
        const std::uint32_t index = plan_.hole(field.value);
        const auto time = static_cast<std::uint8_t>(field.value.parts.size() - 1);
        const std::uint32_t skip = add(OpCode::skip_unless_absent, index, 0, time);
        literal("\"_" + field.name + "\":{\"extension\":");
        add(OpCode::reason_extensions, index, 0, time);
        literal("},");
        land(skip);
    }

    void value(const ExampleNode& node) {
        switch (node.kind) {
        case NodeKind::constant: literal(constant(node)); break;
        case NodeKind::hole: add(OpCode::put, plan_.hole(node)); break;
        case NodeKind::reference:
            add(node.many ? OpCode::references : OpCode::reference, node.entry.value);
            break;
        case NodeKind::object:
            literal("{");
            fields(node, true); // a contained resource says what it is
            break;
        case NodeKind::array: array(node); break;
        }
    }

    std::string constant(const ExampleNode& node) const {
        switch (r4_.primitive(node.type)) {
        case definitions::Primitive::boolean:
        case definitions::Primitive::integer:
        case definitions::Primitive::positiveInt:
        case definitions::Primitive::unsignedInt:
        case definitions::Primitive::decimal: return node.text;
        default: return json_string(node.text);
        }
    }

    void array(const ExampleNode& node) {
        literal("[");
        for (const ExampleNode& element : node.elements) {
            if (element.each != document_group) {
                const std::uint32_t loop = add(OpCode::each, element.each.value);
                guarded_element(element);
                add(OpCode::next);
                land(loop);
            } else {
                guarded_element(element);
            }
        }
        add(OpCode::close, ']');
    }

    void guarded_element(const ExampleNode& element) {
        const std::optional<Terms> terms = guard(element);
        const std::uint32_t skip = terms ? add(OpCode::skip_unless, condition(*terms)) : 0;
        if (element.kind == NodeKind::hole && plan_.holes[plan_.hole(element)].may_have_reason) {
            const std::uint32_t index = plan_.hole(element);
            const std::uint32_t normal = add(OpCode::skip_unless_absent, index);
            literal("{\"extension\":");
            add(OpCode::reason_extensions, index);
            literal("},");
            const std::uint32_t done = add(OpCode::jump);
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
    const definitions::R4Definitions& r4_;
    std::string pending_;
};

} // namespace

void compile_forward(PlanTables& plan) { Forward(plan).run(); }

} // namespace renkei::mapping
