// YAML -> Example: sections, frames, composition, entries, scalars. No FHIR definitions beyond meta.profile
// and meta.security.
#include "gateway/forms/mapping/load/declared_views.h"
#include "gateway/forms/mapping/load/edit_yaml.h"
#include "gateway/forms/mapping/load/example.h"
#include "gateway/forms/mapping/load/macro.h"
#include "gateway/forms/mapping/load/read_meta.h"
#include "gateway/forms/mapping/load/read_page.h"
#include "gateway/forms/mapping/load/read_when.h"
#include "generated/messages/forms.h"
#include "generated/messages/mapping.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

struct Reader {
    const form::FormYaml& folder;
    Example& example;
    diag::Report& report;
    const form::Tables& tables = *example.tables;
    DeclaredViews views{folder, example, report};
    std::map<std::string, const yaml::Node*, std::less<>> frame_by_name{};
    const std::string edition = tables.blob.text_of(tables.edition.claim);
    const std::string version = tables.blob.text_of(tables.about.version);

    void run() {
        for (const yaml::Node& part : folder.parts) {
            read_sections(part);
            read_frames(part);
        }
        for (const yaml::Node& part : folder.parts) {
            read_page(part, example, report);
            read_head(part, "composition", example.composition);
            read_head(part, "bundle", example.bundle);
            if (part.get("resource") != nullptr) {
                read_head(part, "resource", example.composition);
                example.is_alone = true;
            }
        }
        if (example.is_collection() && example.bundle.fields.empty()) {
            report.add(message::no_composition, folder.head.where());
        }
        example.composition.kind = NodeKind::object; // of a collection: without fields
        for (const yaml::Node& part : folder.parts) {
            if (const yaml::Node* entries = part.get("entries")) {
                for (const yaml::Node& entry : entries->children) {
                    for (yaml::Node& each : expand(entry, tables, report)) {
                        read_entry(each);
                    }
                }
            }
        }
        check_sections();
        if (!dropping()) {
            views.report_unused();
        }
    }

    static constexpr int max_frames = 8; // nested in one another; more must be a circle

    bool dropping() const { return !tables.without.empty(); }
    void drop_without(yaml::Node& body) const {
        if (dropping()) {
            strip_without(body, tables, views.lost());
        }
    }

    void read_head(const yaml::Node& part, std::string_view key, ExampleNode& out) {
        if (const yaml::Node* const head = part.get(key)) {
            yaml::Node body = *head;
            drop_without(body);
            out = node(with_meta(framed(body), folder.prefixes, edition), 0);
        }
    }

    // Sections are those of `sections:`, which the engine writes, or a part of the example.
    void check_sections() {
        const auto own = std::ranges::find(example.composition.fields, "section", &Field::name);
        if (own != example.composition.fields.end() && !example.sections.empty()) {
            twice("section", example.sections.front().where, own->value.where);
        }
    }

    void twice(const std::string& name, const diag::Where& first, const diag::Where& where) {
        report.add(message::defined_twice, where, {name, diag::to_text(first)});
    }

    void read_sections(const yaml::Node& part) {
        const yaml::Node* sections = part.get("sections");
        for (std::size_t i = 0; sections != nullptr && i < sections->keys.size(); ++i) {
            const yaml::Node& head = sections->children[i];
            const auto same = [&](const SectionHead& s) { return s.code == sections->keys[i]; };
            if (const auto first = std::ranges::find_if(example.sections, same);
                first != example.sections.end()) {
                twice(sections->keys[i], first->where, head.where());
                continue;
            }
            example.sections.push_back({sections->keys[i], std::string(head.text_of("title")),
                                        std::string(head.text_of("loinc")), head.where()});
            if (example.sections.back().title.empty()) {
                report.add(message::key_missing, head.where(), {"title"});
            }
        }
    }

    void read_frames(const yaml::Node& part) {
        const yaml::Node* frames = part.get("frames");
        for (std::size_t i = 0; frames != nullptr && i < frames->keys.size(); ++i) {
            if (const auto [first, fresh] = frame_by_name.try_emplace(frames->keys[i], &frames->children[i]);
                !fresh) {
                twice(frames->keys[i], first->second->where(), frames->children[i].where());
            }
        }
    }

    // `frame: f` puts the fields of frame f first; a field may occur in one of the two only, and in
    // `missing:` of one.
    yaml::Node framed(const yaml::Node& body, int depth = 0) {
        const yaml::Node* name = body.get("frame");
        if (name == nullptr) {
            return body;
        }
        const auto frame = frame_by_name.find(name->text);
        if (frame == frame_by_name.end() || depth > max_frames) {
            report.add(message::no_such_frame, name->where(), {name->text});
            return body;
        }
        yaml::Node out = framed(*frame->second, depth + 1);
        drop_without(out);
        add_fields(out, body, name->text);
        out.line = body.line;
        out.column = body.column;
        return out;
    }

    void add_fields(yaml::Node& out, const yaml::Node& body, const std::string& frame) {
        for (std::size_t i = 0; i < body.keys.size(); ++i) {
            const auto known = std::ranges::find(out.keys, body.keys[i]);
            if (body.keys[i] == "frame") {
                continue;
            }
            if (known == out.keys.end()) {
                put(out, body.keys[i], body.children[i]);
            } else if (body.keys[i] == "missing") {
                add_fields(out.children[static_cast<std::size_t>(known - out.keys.begin())], body.children[i],
                           frame);
            } else {
                report.add(message::field_in_frame, body.children[i].where(), {body.keys[i], frame});
            }
        }
    }

    void put_once(yaml::Node& map, std::string_view key, const yaml::Node& value) {
        if (const yaml::Node* first = map.get(key)) {
            twice(std::string(key), first->where(), value.where());
            return;
        }
        put(map, std::string(key), value);
    }
    void read_entry(const yaml::Node& yaml_entry) {
        static constexpr std::string_view known[] = {"entry",    "in",          "each",    "within",
                                                     "when",     "accept",      "frame",   "profile",
                                                     "security", "understands", "resource"};
        for (std::size_t i = 0; i < yaml_entry.keys.size(); ++i) {
            if (std::find(std::begin(known), std::end(known), yaml_entry.keys[i]) == std::end(known)) {
                report.add(message::key_unknown, yaml_entry.children[i].where(),
                           {yaml_entry.keys[i],
                            "entry in each within when accept frame profile security understands "
                            "resource table rows"});
            }
        }
        ExampleEntry entry;
        entry.name = yaml_entry.text_of("entry");
        entry.where = yaml_entry.where();
        if (entry.name == "composition") {
            twice(entry.name, example.composition.where, entry.where); // the Composition's own name
            return;
        }
        entry.section = yaml_entry.text_of("in");
        entry.within = yaml_entry.text_of("within");
        const yaml::Node* resource = yaml_entry.get("resource");
        const yaml::Node* frame = yaml_entry.get("frame");
        if (entry.name.empty() || (resource == nullptr && frame == nullptr)) {
            report.add(message::key_missing, entry.where, {entry.name.empty() ? "entry" : "resource"});
            return;
        }
        yaml::Node body = resource == nullptr ? node_like(yaml_entry, yaml::NodeKind::map) : *resource;
        const bool had = has_home(body);
        const bool frame_had = frame != nullptr && frame_has_home(frame->text);
        for (const std::string_view key : {"frame", "profile", "security"}) {
            if (const yaml::Node* of_entry = yaml_entry.get(key)) {
                put_once(body, key, *of_entry);
            }
        }
        if (dropping()) {
            const bool is_empty = !strip_without(body, tables, views.lost()) || (had && !has_home(body));
            const yaml::Node* const when = yaml_entry.get("when");
            if ((is_empty && !frame_had) || (when != nullptr && asks_for_without(*when, tables)) ||
                is_without(yaml_entry.text_of("each"))) {
                example.dropped.insert(entry.name);
                return;
            }
        }
        entry.each = group(yaml_entry.get("each"));
        entry.accepted = says_true(yaml_entry.get("accept"));
        if (const yaml::Node* when = yaml_entry.get("when")) {
            entry.when = read_when(*when, tables, report);
        }
        entry.resource = node(with_meta(framed(body), folder.prefixes, edition), 0);
        if (dropping() && (had || frame_had) && !reads_items(entry.resource)) {
            example.dropped.insert(entry.name);
            return;
        }
        for (const Field& field : entry.resource.fields) {
            if (field.name == "resourceType") {
                entry.type = field.value.text;
            }
        }
        if (const yaml::Node* understands = yaml_entry.get("understands")) {
            entry.understands = read_understands(*understands, entry.type, report);
        }
        if (const auto [first, fresh] =
                example.entry_by_name.try_emplace(entry.name, EntryId(example.entries.size()));
            !fresh) {
            twice(entry.name, example.entries[first->second].where, entry.where);
            return;
        }
        example.entries.push_back(std::move(entry));
    }

    bool is_without(std::string_view id) const { return !id.empty() && tables.without.contains(id); }
    bool frame_has_home(std::string_view name, int depth = 0) const {
        const auto frame = frame_by_name.find(name);
        return frame != frame_by_name.end() && depth <= max_frames &&
               (has_home(*frame->second) || frame_has_home(frame->second->text_of("frame"), depth + 1));
    }

    GroupId group(const yaml::Node* name) {
        if (name == nullptr) {
            return document_group;
        }
        const auto found = tables.group_by_id.find(name->text);
        if (found == tables.group_by_id.end()) {
            report.add(message::group_unknown, name->where(),
                       {name->text, form::nearest(name->text, tables.group_by_id)});
            return document_group;
        }
        return found->second;
    }

    ItemId item(std::string_view id, const diag::Where& where) {
        return form::known_item(tables, id, where, report);
    }

    ExampleNode node(const yaml::Node& source, int depth) {
        ExampleNode out;
        out.where = source.where();
        switch (source.kind) {
        case yaml::NodeKind::map: read_object(source, out, depth); break;
        case yaml::NodeKind::list: read_array(source, out, depth); break;
        case yaml::NodeKind::scalar: read_scalar(source, out); break;
        }
        return out;
    }

    void read_object(const yaml::Node& source, ExampleNode& out, int depth) {
        out.kind = NodeKind::object;
        for (std::size_t i = 0; i < source.keys.size(); ++i) {
            const std::string& key = source.keys[i];
            const yaml::Node& value = source.children[i];
            if (key == "stay") {
                out.stay = says_true(&value);
            } else if (key == "accept" || key == "since" || key == "until") {
                report.add(message::accept_not_here, value.where());
            } else if (key == "each") {
                out.each = group(&value);
            } else if (key == "missing") {
                read_missing(value, out, depth);
            } else {
                ExampleNode child = node(value, depth + 1);
                if (!is_empty_array(child) || !dropping()) {
                    out.fields.push_back({key, std::move(child), {}, 0, 0});
                }
            }
        }
    }

    // A key that can only say `true`.
    bool says_true(const yaml::Node* value) {
        if (value != nullptr && value->text != "true") {
            report.add(message::value_wrong, value->where(), {value->text, "true"});
        }
        return value != nullptr;
    }

    // missing: {field: {other: constants}}, or several in their order: {field: [{field: ~|view}, {field:
    // constant}]}
    void read_missing(const yaml::Node& source, ExampleNode& out, int depth) {
        for (std::size_t i = 0; i < source.keys.size(); ++i) {
            const yaml::Node& given = source.children[i];
            const bool is_list = given.kind == yaml::NodeKind::list;
            std::uint16_t turn = 0;
            for (const yaml::Node& each : is_list ? std::span<const yaml::Node>(given.children)
                                                  : std::span<const yaml::Node>(&given, 1)) {
                for (std::size_t k = 0; k < each.keys.size(); ++k) {
                    out.fields.push_back(
                        {each.keys[k], node(each.children[k], depth + 1), source.keys[i], 0, turn});
                }
                ++turn;
            }
        }
    }

    void read_array(const yaml::Node& source, ExampleNode& out, int depth) {
        out.kind = NodeKind::array;
        for (const yaml::Node& child : source.children) {
            for (yaml::Node& element : expand(child, tables, report)) {
                const std::optional<yaml::Node> accept = take(element, "accept");
                const bool is_here = is_of_edition(element, version, report);
                if (!dropping() || strip_without(element, tables, views.lost())) {
                    const bool is_accepted = says_true(accept ? &*accept : nullptr) || !is_here;
                    (is_accepted ? out.accepted : out.elements).push_back(node(element, depth + 1));
                }
            }
        }
    }

    // <form> is the form's id: shared files name item codes with it.
    std::string with_form(std::string text) const {
        constexpr std::string_view placeholder = "<form>";
        for (std::size_t at = text.find(placeholder); at != std::string::npos;
             at = text.find(placeholder, at)) {
            text.replace(at, placeholder.size(), tables.form_id);
        }
        return text;
    }

    void read_scalar(const yaml::Node& source, ExampleNode& out) {
        out.text = with_form(source.text);
        out.quoted = !source.plain;
        if (is_reference(source)) {
            out.kind = NodeKind::reference;
            out.strong = source.text[0] == '=';
            out.many = source.text.ends_with('*');
            out.text = source.text.substr(2, source.text.size() - 2 - (out.many ? 1 : 0));
            return;
        }
        if (const auto hole = hole_text(source)) {
            read_hole(*hole, out);
        }
    }

    void read_hole(const HoleText& hole, ExampleNode& out) {
        out.kind = NodeKind::hole;
        if (hole.parts.empty()) {
            views.use(hole.view, {}, out);
            return;
        }
        for (const HoleText::Part& part : hole.parts) {
            const ItemId index = item(part.item, out.where);
            out.parts.push_back({index == none ? ItemId(0) : index, part.derived});
        }
        if (hole.view.empty()) {
            return;
        }
        if (!out.derived()) {
            report.add(message::view_of_home, out.where, {hole.view});
        }
        const auto named = std::find(std::begin(view_names) + 1, std::end(view_names), hole.view);
        if (named != std::end(view_names)) {
            out.view = static_cast<View>(named - std::begin(view_names));
        } else if (const auto list = tables.list_by_id.find(hole.view); list != tables.list_by_id.end()) {
            out.view = View::list;
            out.view_list = list->second;
        } else if (views.has(hole.view)) {
            std::vector<ItemId> items;
            std::ranges::transform(out.parts, std::back_inserter(items), &Part::item);
            out.parts.clear();
            views.use(hole.view, items, out);
        } else {
            report.add(message::no_such_view, out.where, {hole.view});
        }
    }
};

} // namespace

void read_example(const form::FormYaml& folder, Example& example, diag::Report& report) {
    Reader{folder, example, report}.run();
}

} // namespace renkei::mapping
