#include "gateway/forms/form/group_path.h"

namespace renkei::form {

GroupId child_towards(const Form& form, GroupId above, GroupId group) {
    while (group != document_group) {
        const GroupId parent = form.groups()[group].parent;
        if (parent == above) {
            return group;
        }
        group = parent;
    }
    return none;
}

} // namespace renkei::form
