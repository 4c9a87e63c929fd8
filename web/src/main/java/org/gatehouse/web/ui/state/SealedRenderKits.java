package org.gatehouse.web.ui.state;

import jakarta.faces.context.FacesContext;
import jakarta.faces.render.RenderKit;
import jakarta.faces.render.RenderKitFactory;
import jakarta.faces.render.RenderKitWrapper;
import jakarta.faces.render.ResponseStateManager;
import java.util.Iterator;

/** The render kits of Faces, with {@link SealedStates}. */
public final class SealedRenderKits extends RenderKitFactory {

  /** Wraps the factory that there is. */
  public SealedRenderKits(RenderKitFactory wrapped) {
    super(wrapped);
  }

  @Override
  public void addRenderKit(String id, RenderKit kit) {
    getWrapped().addRenderKit(id, kit);
  }

  @Override
  public RenderKit getRenderKit(FacesContext faces, String id) {
    RenderKit kit = getWrapped().getRenderKit(faces, id);
    return kit == null ? null : new Sealed(kit);
  }

  @Override
  public Iterator<String> getRenderKitIds() {
    return getWrapped().getRenderKitIds();
  }

  private static final class Sealed extends RenderKitWrapper {

    private final ResponseStateManager states;

    Sealed(RenderKit kit) {
      super(kit);
      this.states = new SealedStates(kit.getResponseStateManager());
    }

    @Override
    public ResponseStateManager getResponseStateManager() {
      return states;
    }
  }
}
