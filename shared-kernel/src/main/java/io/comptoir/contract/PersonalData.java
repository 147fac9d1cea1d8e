package io.comptoir.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component of a record as personal data. All marked components of a record are sealed together, under the key of
 * the person they are about, before the record leaves the request that brought it; until somebody who may see them is
 * answered, only the seal travels and lies anywhere. Destroying that key makes all of them read "erased".
 *
 * <p>Such a record names its person in a component of type {@link io.comptoir.contract.values.DataSubjectId} and has one
 * component of type {@link io.comptoir.contract.values.Sealed} that is absent while the data is in the clear. A marked
 * component is a value of one text, and may be absent.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface PersonalData {

    /** The component that says whose data it is. */
    String subject();
}
